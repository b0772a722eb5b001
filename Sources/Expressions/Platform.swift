// The C library's functions that the standard library lacks.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

func platformPow(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func platformLog(_ value: Double) -> Double { log(value) }
func platformLog10(_ value: Double) -> Double { log10(value) }
func platformExp(_ value: Double) -> Double { exp(value) }
