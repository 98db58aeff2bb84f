using System.Numerics;

namespace CloudAnalytics.Cli.Samples;

/// <summary>
/// Random numbers that are the same on every machine: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64 from a seed
/// and the name of a stream. Each kind of log draws from streams of its own, so that a new kind changes no other.
/// </summary>
/// <remarks>Floating point is held to + - * / and square root, which IEEE 754 fixes to the last bit; the mathematical library is
/// not.</remarks>
sealed class SampleRandom
{
    const double Log2E = 1.4426950408889634;
    const double Ln2 = 0.6931471805599453;

    ulong _a, _b, _c, _d;

    public SampleRandom(ulong seed, ReadOnlySpan<byte> stream)
    {
        // FNV-1a of the name; SplitMix64 spreads what it leaves close together.
        ulong state = 14695981039346656037;
        foreach (byte value in stream)
            state = (state ^ value) * 1099511628211;
        state ^= seed * 0x9E3779B97F4A7C15;
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>A number from 0 to <paramref name="count"/> - 1, for spans of time.</summary>
    public long Below(long count) => (long)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>True in so many of 1,000 cases.</summary>
    public bool PerMille(int chance) => Below(1000) < chance;

    /// <summary>From 0 (included) to 1 (excluded).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    public T Pick<T>(T[] choices) => choices[Below(choices.Length)];

    /// <summary>A value whose logarithm is normally distributed, at least 1: what durations look like.</summary>
    public int LogNormal(int median, double sigma)
    {
        // Twelve uniform numbers sum to mean 6 and variance 1 (Irwin-Hall).
        double sum = -6;
        for (var i = 0; i < 12; i++)
            sum += Unit();
        return (int)Math.Clamp(median * Exp(sigma * sum), 1, 1_000_000_000);
    }

    /// <summary>A random version 4 GUID.</summary>
    public SampleGuid NextGuid() =>
        new((Next() & 0xFFFFFFFFFFFF0FFF) | 0x4000, (Next() & 0x3FFFFFFFFFFFFFFF) | 0x8000000000000000);

    /// <summary>e to the power of <paramref name="value"/>, for values of a few hundred at most.</summary>
    static double Exp(double value)
    {
        double twos = Math.Floor(value * Log2E);
        double rest = value - (twos * Ln2);
        double term = 1, sum = 1;
        for (var i = 1; i < 16; i++)
        {
            term = term * rest / i;
            sum += term;
        }
        return sum * BitConverter.Int64BitsToDouble(((long)twos + 1023) << 52);
    }

    static ulong SplitMix(ref ulong state)
    {
        ulong mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}

/// <summary>128 bits that are written as a GUID in lower case.</summary>
readonly record struct SampleGuid(ulong High, ulong Low);

/// <summary>
/// Picks an index; few are frequent and many rare, as among people who write: the k-th comes in proportion to 1 / (k + 3) (the law of
/// Zipf and Mandelbrot).
/// </summary>
sealed class Zipf
{
    const int Shift = 3;

    readonly double[] _cumulative;

    public Zipf(int count)
    {
        _cumulative = new double[count];
        double sum = 0;
        for (var i = 0; i < count; i++)
            _cumulative[i] = sum += 1.0 / (i + 1 + Shift);
    }

    /// <summary>An index from 0 to the count - 1.</summary>
    public int Next(SampleRandom random)
    {
        int found = Array.BinarySearch(_cumulative, random.Unit() * _cumulative[^1]);
        return Math.Min(found < 0 ? ~found : found, _cumulative.Length - 1);
    }
}
