"Langevin predictive coding, derived in notebooks, tested against closed forms."
__version__ = "0.1.0"

# where each name of `pclnb` lives; a module (and torch) is imported when one of its names is first asked for
_MODULES = {
    "core": ["Info", "Kernel", "LinearGaussian", "Preconditioner", "State", "value_and_grad"],
    "energy": ["DiscretisedGaussian", "DiscretisedLogistic", "Gaussian", "HierarchicalGaussian", "LearnedNormal", "StandardNormal", "bernoulli", "pc_energy"],
    "langevin": ["chain", "hmc", "mala", "r_hat", "tune_step_size", "ula", "underdamped"],
    "elbo": ["ais", "elbo_estimate", "iwae"],
    "warmstart": ["forward_kl", "jeffreys", "reverse_kl", "reverse_kl_stl"],
    "precondition": ["encoder_metric", "identity", "ou", "riemann_ula", "rms"],
    "lpc": ["LPC"],
    "noise": ["KeyedNoise"],
    "training": ["fit"],
    "checkpoints": ["CheckpointError", "Checkpoints"],
    "contenders": ["IWAE", "contender"],
    "evaluation": ["evaluate"],
    "quality": [],
    "comparison": [],
    "nets": ["GaussianEncoder", "conv_pair", "mlp_pair"],
    "data": ["as_float", "binarise", "load_data"],
    "cli": ["compare", "load", "train"],
    "use": ["impute"],
    "plots": [],
    "travel": [],
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}
__all__ = sorted(_HOME)


def __getattr__(name):
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"pclnb.{name}")
    if name in _HOME:
        return getattr(import_module(f"pclnb.{_HOME[name]}"), name)
    raise AttributeError(f"module 'pclnb' has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *__all__, *_MODULES])
