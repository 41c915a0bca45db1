"Langevin predictive coding, derived in notebooks, tested against closed forms."
__version__ = "0.1.0"
