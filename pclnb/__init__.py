"Langevin predictive coding, derived in notebooks, tested against closed forms."
__version__ = "0.1.0"

from pclnb.core import Info, Kernel, LinearGaussian, Preconditioner, State, value_and_grad
from pclnb.data import as_float, binarise, load_data
from pclnb.elbo import ais, elbo_estimate, iwae
from pclnb.energy import (
    DiscretisedGaussian, DiscretisedLogistic, Gaussian, HierarchicalGaussian, StandardNormal, bernoulli, pc_energy,
)
from pclnb.langevin import chain, hmc, mala, r_hat, tune_step_size, ula, underdamped
from pclnb.lpc import LPC, fit
from pclnb.nets import GaussianEncoder, conv_pair, mlp_pair
from pclnb.precondition import encoder_metric, identity, ou, riemann_ula, rms
from pclnb.warmstart import forward_kl, jeffreys, reverse_kl


def load(path):
    "The `LPC` module that `pclnb train` wrote into a folder."
    from pclnb.cli import load

    return load(path)
