"""Held-out likelihood on dynamically binarised MNIST: a VAE, LPC, and the paper's settings, same nets, same epochs.

    python benchmarks/mnist.py --root DIR --out benchmarks/results/mnist.json

Trains on the first 50,000 images (50 latents, 2×200 tanh nets, batch 100, Adam 1e-3), and reports the IWAE-500 bound on
the first 1,000 test images, binarised once with a stated seed. One contender after the other; what stands in the file
already is not run again.
"""
import argparse
import json
import platform
from pathlib import Path

import torch

import pclnb
from pclnb.contenders import contender
from pclnb.data import as_float, binarise, load_data
from pclnb.elbo import mean_and_error
from pclnb.nets import mlp_pair
from pclnb.training import fit

CONTENDERS = {"VAE": "vae", "LPC": "lpc", "LPC, Jeffreys": "lpc-jeffreys", "LPC, the paper's settings": "lpc-paper"}


def processor() -> str:
    "The processor's name, where the system tells it."
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return names[0] if names else platform.processor()


def run(name, images, epochs, seed, binarisation_seed=1234, n_test=1000, k=500):
    "Train one contender and evaluate it."
    torch.manual_seed(seed)
    model = contender(name, *mlp_pair((1, 28, 28), 50))
    history = fit(model, images.train[:50_000], epochs=epochs, transform=lambda u8: binarise(as_float(u8)))
    torch.manual_seed(binarisation_seed)
    x = binarise(as_float(images.test[:n_test]))
    nll, error = mean_and_error(-model.log_likelihood(x, k))
    negative_elbo, _ = mean_and_error(-model.elbo(x))
    return {
        "nll": float(nll), "standard_error": float(error), "negative_elbo": float(negative_elbo), "estimator": f"IWAE-{k}",
        "n_test": n_test, "binarisation_seed": binarisation_seed, "epochs": epochs, "seed": seed,
        "diverged": sum(row["diverged"] for row in history), "seconds": history[-1]["seconds"],
        "energy": [round(row["energy"], 3) for row in history], "elbo": [round(row["elbo"], 3) for row in history],
        "python": platform.python_version(), "torch": torch.__version__, "pclnb": pclnb.__version__,
        "hardware": f"{processor()}, {torch.get_num_threads()} thread(s), CPU",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default="data", help="where torchvision's MNIST lies, or is downloaded to")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/mnist.json"))
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--contenders", nargs="*", default=list(CONTENDERS), choices=list(CONTENDERS))
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    images = load_data("mnist", root=args.root)
    results = json.loads(args.out.read_text()) if args.out.exists() else {}
    for name in args.contenders:
        if name not in results:
            results[name] = run(CONTENDERS[name], images, args.epochs, args.seed)
            args.out.parent.mkdir(parents=True, exist_ok=True)
            args.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
        r = results[name]
        print(f"{name:26} nll {r['nll']:.2f} ± {r['standard_error']:.2f}   −ELBO {r['negative_elbo']:.2f}   {r['seconds']:.0f} s", flush=True)
