"""In which units do causes end? Equipartition of every state of the chain while a VAE and LPC learn, for nbs/23_images.

    python benchmarks/units.py --root where/cifar10/lies --out benchmarks/results/units.json

Two trainings of the same networks with the same learning rate; at each look, over the same training images, s of equation 3.4c of each
state of the chain, and the mean square of a cause. Some 12 minutes on one core.
"""
import argparse
import json
import warnings
from functools import partial
from pathlib import Path

import torch

from pclnb.cli import build, circumstances, in_range, keep_memory, settle
from pclnb.core import per_datum
from pclnb.data import load_data
from pclnb.elbo import mean_and_error
from pclnb.evaluation import walked
from pclnb.training import fit


@torch.no_grad()
def look(model, x):
    "Of each state: s, its standard error over the images, and its energy; of the first the mean square of a cause."
    here = torch.get_rng_state()
    torch.manual_seed(0)
    states = walked(model, x)
    torch.set_rng_state(here)
    ratios = [mean_and_error(per_datum(s.z * s.grad) / s.z[0].numel()) for s in states]
    return {"ratio": [short(r) for r, _ in ratios], "ratio_stderr": [short(e) for _, e in ratios],
            "mean_square": short(states[0].z.square().mean().item()), "energy": [short(s.energy.mean().item()) for s in states]}


def short(value):
    "Six digits."
    return float(f"{value:.6g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default="data")
    parser.add_argument("--out", default="benchmarks/results/units.json")
    parser.add_argument("--iterations", type=int, default=2000)
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--contenders", default="vae,lpc-reverse")
    args = parser.parse_args()
    keep_memory()
    torch.set_num_threads(1)
    train = load_data("cifar10", root=args.root).train
    found = {"data": "cifar10", "lr": args.lr, "batch": 100, "images": 500, "seed": 0, **circumstances("cpu"), "runs": {}}
    for name in args.contenders.split(","):
        config = {**settle({"contender": name, "seed": 0, "batch": 100}, train.shape[1:]), "n_data": len(train), "device": "cpu"}
        transform, done, rows = partial(in_range, config=config), 0, []
        torch.manual_seed(0)
        model = build(config)
        x = transform(train[: found["images"]])

        def on_batch():
            nonlocal done
            done += 1
            if done % args.every == 0:
                rows.append({"iteration": done, **look(model, x)})
                print(name, rows[-1], flush=True)
            return done >= args.iterations

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*chains diverged")
            fit(model, train, epochs=10**9, batch_size=100, lr=args.lr, transform=transform, on_batch=on_batch, progress=False)
        found["runs"][name] = {"latent": config["latent"], "step_size": model.step_size, "n_steps": model.n_steps, "rows": rows}
    Path(args.out).write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
