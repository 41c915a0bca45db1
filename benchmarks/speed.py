"""What an iteration costs: the package against the bare passes of the same networks, and against pythae.

    python benchmarks/speed.py --out benchmarks/results/speed.json        # all of it; a quarter of an hour on two cores
    python benchmarks/speed.py --quick --json                             # under a minute, rows on standard output

The floor of an iteration is what no implementation can leave out: the forward and backward passes that the method needs,
through decoder and likelihood and through the encoder, and the step of Adam, in a plain loop. `networks` leaves out the
likelihood as well (backward from a given slope). Contenders run in turn, in blocks of a few iterations, in one process; a time is the median over
blocks, a ratio the median over rounds of the ratio within a round. What stands in the output file already is not run again.
"""
import argparse
import json
import statistics
import subprocess
import sys
import time
import warnings
from pathlib import Path

import torch
from torch.func import functional_call

import pclnb
from pclnb.cli import circumstances, keep_memory
from pclnb.dev import peak_bytes
from pclnb.energy import DiscretisedGaussian, bernoulli
from pclnb.lpc import LPC, record
from pclnb.nets import conv_pair, mlp_pair

NETS = {"mlp": (1, 28, 28), "conv28": (1, 28, 28), "conv32": (3, 32, 32), "conv64": (3, 64, 64)}
BATCH = {"mlp": 100, "conv28": 64, "conv32": 64, "conv64": 64}
SWITCHES = {"none": {}, "compile": {"compile": True}, "channels_last": {"channels_last": True}, "bfloat16": {"autocast": torch.bfloat16},
            "graphs": {"cuda_graphs": True}, "graphs, low": {"cuda_graphs": True, "channels_last": True, "autocast": torch.bfloat16}}


def networks(net, latent=None, size=None):
    "Decoder and encoder, the same each time."
    torch.manual_seed(0)
    shape = NETS[net] if size is None else (NETS[net][0], size, size)
    return mlp_pair(shape, latent or 50) if net == "mlp" else conv_pair(shape, latent or 64)


def images(net, batch, device, size=None):
    "Zeros and ones for grey nets, levels k/255 for colour."
    shape = (batch, *(NETS[net] if size is None else (NETS[net][0], size, size)))
    torch.manual_seed(1)
    x = torch.bernoulli(torch.full(shape, 0.3)) if shape[1] == 1 else torch.randint(0, 256, shape) / 255
    return x.to(device)


def law(net):
    "The likelihood that `pclnb train` takes by default."
    return bernoulli if NETS[net][0] == 1 else DiscretisedGaussian()


def adam(parameters):
    return torch.optim.Adam(parameters, lr=1e-4, fused=True)


def package(net, x, n_steps, latent=None, size=None, **options):
    "An iteration as a user writes it."
    model = LPC(*networks(net, latent, size), likelihood=law(net), n_steps=n_steps, **options).to(x.device)
    optimiser = adam(model.parameters())

    def iteration():
        optimiser.zero_grad()
        loss = model(x)
        loss.backward()
        optimiser.step()
    return iteration


def floor(net, x, n_steps, likelihood=True, latent=None, size=None, theta="all", compile=False, channels_last=False, autocast=None,
          cuda_graphs=False):
    "The passes of an iteration, bare; without likelihood, backward from a given slope."
    decoder, encoder = (m.to(x.device) for m in networks(net, latent, size))
    p = law(net)
    if channels_last:
        decoder, encoder, x = (m.to(memory_format=torch.channels_last) for m in (decoder, encoder, x))
    own = [*p.to(x.device).parameters()] if isinstance(p, torch.nn.Module) else []
    optimiser = adam([*decoder.parameters(), *encoder.parameters(), *own])
    zs = torch.randn(n_steps + 1, len(x), *encoder.latent, device=x.device)
    slope, q_slope = torch.randn_like(x), torch.randn(len(x), 2 * encoder.latent[0], device=x.device)

    def low():
        return torch.autocast(x.device.type, dtype=autocast or torch.bfloat16, enabled=autocast is not None)

    def energy(z):
        with low():
            out = decoder(z)
        law = p(out.to(z.dtype))
        return law.surprisal(x).sum() if p is bernoulli else -law.log_prob(x).sum()

    def bare_pass(z, wanted):
        z = z.detach().requires_grad_()
        if not likelihood:
            with low():
                out = decoder(z)
            torch.autograd.grad(out, z, slope.to(out.dtype)) if not wanted else out.backward(slope.to(out.dtype))
        elif wanted:
            energy(z).backward()  # adds to the parameters' gradients itself
        else:
            torch.autograd.grad(energy(z), z)

    def body(x):
        with low():
            return encoder.body(x)

    if compile:
        how = {"fullgraph": True, "mode": None if compile is True else compile}

        class Joint(torch.nn.Module):
            def __init__(self): super().__init__(); self.decoder, self.p = decoder, p
            def forward(self, z): return energy(z)
        whole = Joint()
        named = dict(whole.named_parameters())

        def pure(theta, z, wanted):
            f = torch.func.grad(lambda theta, z: functional_call(whole, theta, (z,)), (0, 1) if wanted else 1)
            return list(f(theta, z)[0].values()) if wanted else [f(theta, z)]
        compiled, body = torch.compile(pure, **how), torch.compile(body, **how)

        def bare_pass(z, wanted):
            with torch.no_grad():
                return compiled(named, z, wanted)

    def passes():
        optimiser.zero_grad()
        h = body(x)
        total = None
        for t, z in enumerate(zs):
            wanted = theta == "all" or t == n_steps
            grads = bare_pass(z, wanted)
            if compile and wanted:
                if total is None:
                    total = grads
                else:
                    torch._foreach_add_(total, grads)
        h.backward(q_slope.to(h.dtype))
        if compile:
            for q, g in zip(named.values(), total):
                q.grad = g

    if not cuda_graphs:
        def iteration():
            passes()
            optimiser.step()
        return iteration

    batch, x = x, x.clone()
    again, _ = record(passes, [], x.device)

    def replayed():
        x.copy_(batch)
        again()
        optimiser.step()
    return replayed


def others(x, latent=50, k=5):
    "pythae's VAE and IWAE with the same two networks (its decoder ends in a sigmoid), an iteration each, with Adam as its trainer has it."
    warnings.filterwarnings("ignore")
    from pythae.models import IWAE, VAE, IWAEConfig, VAEConfig
    from pythae.models.base.base_utils import ModelOutput
    from pythae.models.nn import BaseDecoder, BaseEncoder

    class Encoder(BaseEncoder):
        def __init__(self, body): super().__init__(); self.body = body
        def forward(self, x): return ModelOutput(**dict(zip(("embedding", "log_covariance"), self.body(x).chunk(2, 1))))

    class Decoder(BaseDecoder):
        def __init__(self, net): super().__init__(); self.net = net
        def forward(self, z): return ModelOutput(reconstruction=torch.sigmoid(self.net(z)))

    def iteration_of(model, fused=None):
        optimiser = torch.optim.Adam(model.to(x.device).parameters(), lr=1e-4, fused=fused)

        def iteration():
            loss = model({"data": x}).loss
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        return iteration

    def nets():
        decoder, encoder = networks("mlp", latent)
        return {"encoder": Encoder(encoder.body), "decoder": Decoder(decoder)}

    common = dict(input_dim=tuple(x.shape[1:]), latent_dim=latent, reconstruction_loss="bce")
    return {"pythae VAE": iteration_of(VAE(VAEConfig(**common), **nets())),
            "pythae VAE, fused Adam": iteration_of(VAE(VAEConfig(**common), **nets()), fused=True),
            f"pythae IWAE-{k}": iteration_of(IWAE(IWAEConfig(**common, number_samples=k), **nets()))}


def in_turn(contenders, seconds, device="cpu"):
    "Median milliseconds an iteration of each, and a list of rounds; blocks in turn until the time is spent."
    def once(f, n):
        if device != "cpu":
            torch.cuda.synchronize()
        begin = time.perf_counter()
        for _ in range(n):
            f()
        if device != "cpu":
            torch.cuda.synchronize()
        return (time.perf_counter() - begin) / n * 1e3

    single = {}
    for name, f in contenders.items():
        once(f, 3)
        single[name] = once(f, 1)
    n = max(1, min(20, round(50 / max(single.values()))))  # iterations a block: about 50 ms
    rounds, begin = [], time.perf_counter()
    while len(rounds) < 5 or time.perf_counter() - begin < seconds:
        row = {}
        for name, f in contenders.items():
            f()  # its caches again
            row[name] = once(f, n)
        rounds.append(row)
        if len(rounds) >= 400:
            break
    return {name: statistics.median(r[name] for r in rounds) for name in contenders}, rounds


def ratio(rounds, a, b):
    return round(statistics.median(r[a] / r[b] for r in rounds), 3)


def against_floor(net, n_steps, threads, device, batch=None, switch="none", theta="all", seconds=15):
    "A row: package, floor and bare networks."
    options, batch = SWITCHES[switch], batch or BATCH[net]
    x = images(net, batch, device)
    contenders = {"package": package(net, x, n_steps, theta=theta, **options), "floor": floor(net, x, n_steps, theta=theta, **options)}
    if "compile" not in switch:
        contenders["networks"] = floor(net, x, n_steps, likelihood=False, theta=theta, **options)
    if switch != "none":
        contenders["plain"] = package(net, x, n_steps, theta=theta)
    ms, rounds = in_turn(contenders, seconds, device)
    row = {"kind": "floor", "net": net, "n_steps": n_steps, "theta": theta, "batch": batch, "threads": threads, "device": device, "switch": switch,
           "ratio": ratio(rounds, "package", "floor"), **{f"{k}_ms": round(v, 3) for k, v in ms.items()}, "rounds": len(rounds)}
    if "plain" in ms:
        row["speedup"] = ratio(rounds, "plain", "package")
    if device != "cpu":
        row["tflops"] = round(flops(net, x, n_steps) / ms["package"] / 1e9, 1)
    return row


def flops(net, x, n_steps):
    "Floating point operations of an iteration's matrix products and convolutions."
    from torch.utils.flop_counter import FlopCounterMode
    decoder, encoder = (m.to(x.device) for m in networks(net))
    z = torch.randn(len(x), *encoder.latent, device=x.device, requires_grad=True)
    with FlopCounterMode(display=False) as chain:
        decoder(z).sum().backward()
    with FlopCounterMode(display=False) as start:
        encoder.body(x).sum().backward()
    return (n_steps + 1) * chain.get_total_flops() + start.get_total_flops()


def peak_of_matrices(device, n=8192):
    "A row: what the device reaches in a product of bfloat16 matrices."
    a, b = (torch.randn(n, n, device=device, dtype=torch.bfloat16) for _ in range(2))
    ms, _ = in_turn({"product": lambda: a @ b}, 1, device)
    return {"kind": "peak", "device": device, "n": n, "tflops": round(2 * n**3 / ms["product"] / 1e9, 1)}


def against_others(threads, device, seconds=30):
    "Rows: pythae's VAE and IWAE, and the package for T = 0, 1, 2, 4; the T at which an iteration costs as much as pythae's VAE's."
    x = images("mlp", 100, device)
    ours = {f"LPC, T = {T}": package("mlp", x, T) for T in (0, 1, 2, 4)}
    ours["LPC, T = 2, compiled"] = package("mlp", x, 2, compile=True)
    if device != "cpu":
        ours |= {f"LPC, T = {T}, recorded": package("mlp", x, T, cuda_graphs=True) for T in (0, 2)}
    contenders = {**others(x), **ours}
    ms, rounds = in_turn(contenders, seconds, device)
    per_step = (ms["LPC, T = 4"] - ms["LPC, T = 0"]) / 4
    rows = [{"kind": "others", "contender": name, "net": "mlp", "batch": 100, "threads": threads, "device": device, "ms": round(ms[name], 3),
             "ratio": ratio(rounds, name, "pythae VAE"), "ratio_fused": ratio(rounds, name, "pythae VAE, fused Adam")} for name in contenders]
    for row in rows:
        if "compiled" not in row["contender"] and "recorded" not in row["contender"]:
            row["peak_bytes"] = peak(contenders[row["contender"]], device)
        if row["contender"] == "LPC, T = 0":
            row["equal_T"] = round((ms["pythae VAE"] - ms["LPC, T = 0"]) / per_step, 2)
            row["equal_T_fused"] = round((ms["pythae VAE, fused Adam"] - ms["LPC, T = 0"]) / per_step, 2)
    return rows


def peak(f, device):
    "The most bytes that tensors made in an iteration hold at once."
    f()
    if device == "cpu":
        return peak_bytes(lambda: [f(), f()])
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    f()
    return torch.cuda.max_memory_allocated() - before


def memory(net, device):
    "Rows: peak bytes of an iteration for short and long chains."
    x = images(net, BATCH[net], device)
    rows = []
    for T in (2, 8, 64):
        rows.append({"kind": "memory", "net": net, "n_steps": T, "device": device, "peak_bytes": peak(package(net, x, T), device)})
        rows[-1]["against_T2"] = round(rows[-1]["peak_bytes"] / rows[0]["peak_bytes"], 4)
    return rows


def allocator(net, n_steps=2):
    "Rows: an iteration in a process of its own, with the C library's default and with `keep_memory`."
    code = f"""if True:
        import resource, sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import speed
        speed.torch.set_num_threads(1)
        if sys.argv[1] == "True": speed.keep_memory()
        iteration = speed.package({net!r}, speed.images({net!r}, speed.BATCH[{net!r}], "cpu"), {n_steps})
        ms, rounds = speed.in_turn({{"package": iteration}}, 8)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(5): iteration()
        print(ms["package"], (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / 5)"""
    rows = []
    for keep in (False, True):
        run = subprocess.run([sys.executable, "-c", code, str(keep)], capture_output=True, text=True, check=True)
        ms, faults = map(float, run.stdout.split())
        rows.append({"kind": "allocator", "net": net, "n_steps": n_steps, "threads": 1, "device": "cpu", "keep_memory": keep, "ms": round(ms, 2),
                     "page_faults": round(faults)})
    return rows


def scaling(what, value, device, threads, seconds=4):
    "A row: milliseconds an iteration, one quantity varied."
    net, T, batch, latent, size = ("conv28", 2, 64, None, None) if what == "image side" else ("mlp", 2, 100, None, None)
    T, batch, latent, size = {"T": (value, batch, latent, size), "batch": (T, value, latent, size),
                              "latent": (T, batch, value, size), "image side": (T, batch, latent, value)}[what]
    x = images(net, batch, device, size)
    ms, _ = in_turn({"package": package(net, x, T, latent, size)}, seconds, device)
    return {"kind": "scaling", "what": what, "value": value, "net": net, "device": device, "threads": threads, "ms": round(ms["package"], 3)}


def plan(quick, device):
    "Every measurement, as a name and a function that gives rows."
    gpu = device != "cpu"
    jobs = []

    def add(name, threads, f, *args, **kwargs):
        jobs.append((name, threads, f, args, kwargs))

    if quick:
        for net, T in (("mlp", 0), ("mlp", 2), ("mlp", 8), ("conv28", 2), ("conv32", 2), ("conv64", 2)):
            add(f"floor {net} T={T}", 1, against_floor, net, T, 1, device, seconds=3)
        return jobs
    if gpu:
        add("peak", 1, peak_of_matrices, device)
        for switch in ("none", "graphs", "graphs, low"):
            for batch in (64, 256, 1024, 4096):
                for net in ("mlp", "conv64"):
                    add(f"batch {net} batch={batch} {switch}", 1, against_floor, net, 2, 1, device, batch=batch, switch=switch, seconds=2)
        for net in NETS:
            for switch in ("graphs", "none"):
                for T in (2, 0, 8):
                    add(f"floor {net} T={T} {switch}", 1, against_floor, net, T, 1, device, switch=switch, seconds=2)
        add("others", 1, against_others, 1, device, seconds=6)
        for net in ("mlp", "conv32"):
            add(f"memory {net}", 1, memory, net, device)
            for switch in ("compile", "bfloat16") + ("channels_last",) * (net != "mlp"):
                add(f"switch {switch} {net} T=2", 1, against_floor, net, 2, 1, device, switch=switch, seconds=2)
        return jobs
    for threads in (1, 2):
        for net in NETS:
            for T in (0, 1, 2, 8):
                add(f"floor {net} T={T} threads={threads}", threads, against_floor, net, T, threads, device,
                    seconds=15 if net == "mlp" else 12)
        add(f"others threads={threads}", threads, against_others, threads, device)
    add("floor mlp T=2 theta=last", 1, against_floor, "mlp", 2, 1, device, theta="last")
    for net in ("mlp", "conv32"):
        for switch in ("compile", "channels_last", "bfloat16"):
            for T in (2, 8):
                if not (switch == "channels_last" and net == "mlp"):
                    add(f"switch {switch} {net} T={T}", 1, against_floor, net, T, 1, device, switch=switch)
        add(f"memory {net}", 1, memory, net, device)
    for net in NETS:
        add(f"allocator {net}", 1, allocator, net)
    for what, values in {"T": (0, 1, 2, 4, 8, 16, 32, 64), "batch": (10, 30, 100, 300, 1000, 3000), "latent": (2, 8, 32, 128, 512, 2048),
                         "image side": (28, 32, 64)}.items():
        for value in values:
            add(f"scaling {what}={value}", 1, scaling, what, value, device, 1)
    return jobs


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few rows, in under a minute")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--out", type=Path, help="where rows are kept; those that stand there are not measured again")
    parser.add_argument("--only", default="", help="measure only what has this in its name")
    args = parser.parse_args()
    keep_memory()  # as pclnb train does: else page faults, which come and go, drown everything else
    kept = json.loads(args.out.read_text()) if args.out and args.out.exists() else {}
    for name, threads, f, positional, options in plan(args.quick, args.device):
        name = f"{args.device} {name}"
        if name in kept or args.only not in name:
            continue
        torch.set_num_threads(threads)
        torch.compiler.reset()
        rows = f(*positional, **options)
        kept[name] = {"rows": rows if isinstance(rows, list) else [rows], **circumstances(args.device)}
        if args.out:
            args.out.parent.mkdir(parents=True, exist_ok=True)
            args.out.write_text(json.dumps(kept, indent=1) + "\n")
        if not args.json:
            for row in kept[name]["rows"]:
                print({k: v for k, v in row.items() if k != "kind"}, flush=True)
    if args.json:
        print(json.dumps([row for job in kept.values() for row in job["rows"]], indent=1))
