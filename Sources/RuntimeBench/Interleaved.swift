/// Results of two sides that took turns, so that a noisy moment of the machine strikes both.
struct Interleaved {
    /// Medians over the rounds.
    let ours: Double
    let baseline: Double

    /// Takes both sides' results `rounds` times.
    init(rounds: Int, ours: () throws -> Double, baseline: () throws -> Double) throws {
        var pairs: [(ours: Double, baseline: Double)] = []
        for _ in 0..<rounds {
            pairs.append((try ours(), try baseline()))
        }
        self.ours = pairs.map(\.ours).median
        self.baseline = pairs.map(\.baseline).median
    }
}

extension [Double] {
    /// The middle one; of an even number the upper of the two.
    var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}
