"""Gamma priors, and mixtures of them, for quotients of observed and expected counts."""

from dataclasses import dataclass

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.results import FloatArray

#: Steps towards a quantile of a mixture, and the step of its logarithm below which it is found.
_MOST_STEPS, _STILL = 100, 1e-12


@dataclass(frozen=True, slots=True)
class GammaPrior:
    """What is believed of a quotient λ before its cell is seen: a gamma distribution, or a mixture of several.

    Attributes
    ----------
    weights : shape (components,), positive, sum 1.
    shapes, rates : shape (components,), ν and α of each; the mean of a component is ν / α.
    method : how it was found, `adjusted`, `likelihood`, `moments`, `two-gammas` or `given`.
    """

    weights: FloatArray
    shapes: FloatArray
    rates: FloatArray
    method: str = "given"

    @property
    def mean(self) -> float:
        """Mean of λ before any cell is seen."""
        return float(self.weights @ (self.shapes / self.rates))


@dataclass(frozen=True, slots=True)
class GammaPosterior:
    """What is believed of the quotients of n cells after they were seen.

    Attributes
    ----------
    weights, shapes, rates : shape (n, components).
    """

    weights: FloatArray
    shapes: FloatArray
    rates: FloatArray

    def mean(self) -> FloatArray:
        """Mean of each quotient, shape (n,)."""
        return np.asarray((self.weights * self.shapes / self.rates).sum(axis=1))

    def geometric_mean(self) -> FloatArray:
        """exp(E[ln λ]), shape (n,); smaller than the mean."""
        from scipy.special import digamma

        return np.asarray(np.exp((self.weights * (digamma(self.shapes) - np.log(self.rates))).sum(axis=1)))

    def above(self, threshold: float) -> FloatArray:
        """Probability that each quotient is above `threshold`, shape (n,)."""
        from scipy.special import gammaincc

        return np.asarray((self.weights * gammaincc(self.shapes, threshold * self.rates)).sum(axis=1))

    def quantile(self, probability: float) -> FloatArray:
        """Quantile of each quotient, shape (n,), to 1e-12 relative."""
        from scipy.special import gammainc, gammaincinv, gammaln

        each = gammaincinv(self.shapes, probability) / self.rates
        if self.weights.shape[1] == 1:
            return np.asarray(each[:, 0])
        # a quantile of a mixture lies between those of its components; Newton's steps in the logarithm, halved where
        # they leave that interval
        least = np.finfo(np.float64).tiny
        low, high = (np.log(np.maximum(end, least)) for end in (each.min(axis=1), each.max(axis=1)))
        constant = np.log(np.maximum(self.weights, least)) + self.shapes * np.log(self.rates) - gammaln(self.shapes)
        found: FloatArray = np.exp((low + high) / 2)
        left = np.arange(len(low))
        at = (low + high) / 2
        weights, shapes, rates = self.weights, self.shapes, self.rates
        for _ in range(_MOST_STEPS):
            scaled = np.exp(at)[:, None] * rates
            over = (weights * gammainc(shapes, scaled)).sum(axis=1) - probability
            low, high = np.where(over < 0, at, low), np.where(over < 0, high, at)
            slope = np.exp(constant + shapes * at[:, None] - scaled).sum(axis=1)
            before, at = at, at - over / np.maximum(slope, least)
            at = np.where((at >= low) & (at <= high), at, (low + high) / 2)
            found[left] = np.exp(at)
            moving = np.abs(at - before) > _STILL
            if not moving.any():
                break
            left, at, low, high = left[moving], at[moving], low[moving], high[moving]
            weights, shapes, rates, constant = weights[moving], shapes[moving], rates[moving], constant[moving]
        return found


def given_prior(nu: float, alpha: float) -> GammaPrior:
    """A single gamma prior of known shape `nu` and rate `alpha`, both positive."""
    if not (nu > 0 and alpha > 0 and np.isfinite([nu, alpha]).all()):
        raise ComputeError(f"a gamma prior needs positive parameters, not nu={nu}, alpha={alpha}")
    return GammaPrior(np.ones(1), np.array([nu]), np.array([alpha]))


def posterior(prior: GammaPrior, observed: FloatArray, expected: FloatArray) -> GammaPosterior:
    """Posterior of each quotient: gamma(x + ν, E + α), components weighted by how well they predicted x.

    Parameters
    ----------
    observed, expected : shape (n,); `expected` positive.
    """
    parts = _log_marginal(observed, expected, prior.shapes, prior.rates) + np.log(prior.weights)
    parts -= parts.max(axis=1, keepdims=True)
    weights = np.exp(parts)
    weights /= weights.sum(axis=1, keepdims=True)
    return GammaPosterior(weights, observed[:, None] + prior.shapes, expected[:, None] + prior.rates)


def log_likelihood(prior: GammaPrior, observed: FloatArray, expected: FloatArray) -> float:
    """Logarithm of the probability of the counts under the prior; each is negative binomial."""
    from scipy.special import logsumexp

    parts = _log_marginal(observed, expected, prior.shapes, prior.rates) + np.log(prior.weights)
    return float(logsumexp(parts, axis=1).sum())


def _log_marginal(observed: FloatArray, expected: FloatArray, shapes: FloatArray, rates: FloatArray) -> FloatArray:
    """Log probability of each count under each component, shape (n, components); `ln x!` is kept."""
    from scipy.special import gammaln

    x, e = observed[:, None], expected[:, None]
    # log1p keeps the figures where a rate is much larger or smaller than what is expected
    return np.asarray(
        gammaln(x + shapes)
        - gammaln(shapes)
        - gammaln(x + 1.0)
        - shapes * np.log1p(e / rates)
        - x * np.log1p(rates / e)
    )
