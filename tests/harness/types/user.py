"What a user writes, for `mypy --strict`; it is checked and not run."
import torch
from torch import Tensor

import pclnb
from pclnb import LPC, KeyedNoise, Kernel, chain, evaluate, fit, impute, load, load_data, mlp_pair, pc_energy, ula

images: Tensor = pclnb.binarise(pclnb.as_float(load_data().train))
decoder, encoder = mlp_pair((1, 28, 28), latent=20)
model = LPC(decoder, encoder, n_steps=2, objective=pclnb.jeffreys)
history: list[dict[str, float]] = fit(model, images, epochs=1, progress=False)

loss: Tensor = model(images[:10])
loss.backward()  # type: ignore[no-untyped-call]  # torch's own method has no hints
bound: Tensor = model.elbo(images[:10])

kernel: Kernel = ula(0.01, metric=pclnb.identity(), temperature=1.0)
energy = pc_energy(images[:10], decoder, pclnb.bernoulli, pclnb.StandardNormal(20))
for state, info in chain(kernel, energy, torch.zeros(10, 20), n_steps=3, generator=KeyedNoise(torch.arange(10))):
    z: Tensor = state.z
    norm: Tensor = info.grad_norm

saved: LPC = load("run")
nll: float = evaluate(saved, images[:100], n_temperatures=0)["nll"]
draws: Tensor = saved.posterior(images[:3], n=50)
filled, counted = impute(saved, images[:3], torch.ones(28, 28, dtype=torch.bool))
same: LPC = LPC.from_pretrained("folder")
iwae: pclnb.IWAE = pclnb.IWAE.from_pretrained("folder")

model.sample("3")  # type: ignore[arg-type]  # a mistake, which must be seen
pclnb.no_such_name  # type: ignore[attr-defined]  # and one more
