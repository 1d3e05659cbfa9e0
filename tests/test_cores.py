from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from narrate.cores import shared


def blas_threads() -> set[int]:
    np.ones((2, 2)) @ np.ones((2, 2))
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def test_what_threads_of_a_pool_multiply_stays_in_them() -> None:
    """Where numpy brings no OpenBLAS, as on a Mac, there is nothing to see."""
    with threadpool_limits(2, "blas"):
        before = blas_threads()
        with shared(2, "test") as pool:
            assert pool.submit(blas_threads).result() <= {1}
        assert blas_threads() == before
