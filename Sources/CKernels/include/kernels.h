// The interface of the kernels.
