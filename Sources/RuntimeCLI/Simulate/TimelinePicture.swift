import Emulator
import Rotation

/// A picture of a simulation: the life of each secret on a time axis, and how many were live.
///
/// Beyond a dozen applications only the first are drawn one by one, and the picture says so; the band
/// below counts them all, each day's most.
struct TimelinePicture {
    private let simulation: Simulation
    private let title: String
    private let scale: TimeScale
    private var svg = SVG()
    private var height = 0.0

    private static let width = 1_280.0
    private static let left = 210.0
    private static let right = 1_252.0
    private static let top = 118.0
    private static let lane = 13.0
    private static let bar = 9.0
    private static let bandHeight = 70.0

    init(_ simulation: Simulation, title: String) {
        self.simulation = simulation
        self.title = title
        scale = TimeScale(
            from: simulation.settings.start, to: simulation.time.end, left: Self.left,
            right: Self.right, clock: simulation.clock)
        draw()
    }

    /// The SVG document.
    var text: String {
        svg.document(width: Self.width, height: height, title: "\(title), simulated")
    }

    private mutating func draw() {
        let rows = self.rows
        let left = simulation.cast.applications.count - rows.count
        let drawn = rows.last?.bottom ?? Self.top
        let bottom = left > 0 ? drawn + 22 : drawn
        height = bottom + 34 + Self.bandHeight + 44
        svg.rect(0, 0, Self.width, height, Palette.paper)
        drawHead()
        for (number, row) in rows.enumerated() where number % 2 == 0 {
            svg.rect(
                16, row.top, Self.right - 16, row.bottom - row.top, Palette.stripe, radius: 3)
        }
        drawGrid(to: bottom + 34 + Self.bandHeight)
        drawMishaps(to: bottom + 34 + Self.bandHeight)
        for row in rows { draw(row) }
        if left > 0 {
            svg.text("and \(left) more, not drawn", 24, drawn + 16, Palette.muted, size: 12)
        }
        drawBand(top: bottom + 34)
        drawViolation(from: bottom + 26, to: bottom + 34 + Self.bandHeight)
    }
}

// MARK: - Head and axis

extension TimelinePicture {
    private mutating func drawHead() {
        let settings = simulation.settings
        let count = simulation.cast.applications.count
        svg.text(title, 24, 34, Palette.ink, size: 20, isBold: true)
        let rotations = simulation.chronicle.counts[.delivered, default: 0]
        let words =
            "\(settings.days.of("day")) simulated, \(count.of("application")), "
            + "\(rotations.of("rotation")), profile \(settings.profile.rawValue), "
            + "seed \(settings.seed)"
        svg.text(words, 24, 54, Palette.muted, size: 13)
        drawLegend()
    }

    private mutating func drawLegend() {
        var x = 24.0
        let bars = [
            ("made, proven, waiting", Palette.waiting), ("current", Palette.current),
            ("overlap", Palette.overlap), ("never used", Palette.unused),
            ("something down", Palette.mishap),
        ]
        for (name, colour) in bars {
            svg.rect(x, 68, 22, Self.bar + 1, colour, radius: 2)
            svg.text(name, x + 28, 77, Palette.ink, size: 12)
            x += 28 + Double(name.count) * 6.9 + 22
        }
        for (name, colour) in [("failure", Palette.failure), ("alert", Palette.alert)] {
            drawMark(x + 5, 77, colour)
            svg.text(name, x + 16, 77, Palette.ink, size: 12)
            x += 16 + Double(name.count) * 6.9 + 22
        }
    }

    private mutating func drawGrid(to bottom: Double) {
        var free = 0.0
        for tick in scale.ticks {
            svg.line(tick.x, Self.top - 8, tick.x, bottom, Palette.grid)
            let width = Double(tick.label.count) * 6.5
            let fits = tick.x + 4 + width < Self.width
            guard fits || tick.x - 4 - width > free else { continue }
            svg.text(
                tick.label, fits ? tick.x + 4 : tick.x - 4, Self.top - 12, Palette.muted, size: 11,
                anchor: fits ? .start : .end)
            free = tick.x + 4 + width
        }
        svg.line(Self.left, bottom, Self.right, bottom, Palette.grid)
    }

    private mutating func drawMishaps(to bottom: Double) {
        for mishap in simulation.settings.mishaps {
            let begin = simulation.settings.start + mishap.start
            let from = scale.x(begin)
            let width = max(scale.x(begin + mishap.length) - from, 3)
            guard begin < simulation.time.end else { continue }
            svg.rect(
                from, Self.top - 6, width, bottom - Self.top + 6, Palette.mishap, opacity: 0.75,
                hint: mishap.text)
        }
    }

    private mutating func drawViolation(from top: Double, to bottom: Double) {
        guard let violation = simulation.watcher.violation else { return }
        let x = scale.x(violation.at)
        svg.line(x, Self.top - 8, x, bottom, Palette.failure, width: 2)
        let isLate = x > (Self.left + Self.right) / 2
        svg.text(
            violation.rule.rawValue, isLate ? x - 6 : x + 6, top, Palette.failure, size: 12,
            anchor: isLate ? .end : .start, isBold: true)
    }
}

// MARK: - Applications

extension TimelinePicture {
    /// One application with its secrets, each in a lane where no other is at its time.
    private struct Row {
        let id: Int64
        let top: Double
        var lanes: [[Chronicle.Life]] = []

        var bottom: Double { top + 12 + Double(max(lanes.count, 2)) * TimelinePicture.lane }

        mutating func add(_ life: Chronicle.Life) {
            let free = lanes.firstIndex { $0.last.map { $0.over <= life.mintedAt } ?? true }
            if let free { lanes[free].append(life) } else { lanes.append([life]) }
        }
    }

    private var rows: [Row] {
        let lives = Dictionary(grouping: simulation.chronicle.lives, by: \.rotation)
        var rows: [Row] = []
        for id in simulation.store.medium.rotations.map(\.id).prefix(Simulation.few) {
            var row = Row(id: id, top: rows.last?.bottom ?? Self.top)
            for life in lives[id] ?? [] { row.add(life) }
            rows.append(row)
        }
        return rows
    }

    private mutating func draw(_ row: Row) {
        let name = simulation.name(row.id)
        let shown = name.count > 27 ? "\(name.prefix(26))…" : name
        svg.text(shown, 24, row.top + 20, Palette.ink, size: 12, isBold: true)
        for (number, lane) in row.lanes.enumerated() {
            let y = row.top + 7 + Double(number) * Self.lane
            for life in lane { draw(life, y) }
        }
        for failure in simulation.chronicle.failures where failure.rotation == row.id {
            let colour = failure.isAlert ? Palette.alert : Palette.failure
            drawMark(scale.x(failure.at), row.bottom - 1, colour)
        }
    }

    private mutating func draw(_ life: Chronicle.Life, _ y: Double) {
        let end = min(life.over, simulation.time.now)
        let promoted = life.promotedAt ?? end
        let displaced = life.displacedAt ?? end
        let name = life.version.map { "version \($0)" } ?? "not used"
        let hint = "\(name): \(life.mintedAt) to \(end)"
        let isUnused = life.promotedAt == nil && life.removedAt != nil
        let first = isUnused ? Palette.unused : Palette.waiting
        drawBar(life.mintedAt, promoted, y, first, hint)
        drawBar(displaced, end, y, Palette.overlap, hint)
        drawBar(promoted, min(displaced, end), y, Palette.current, hint)
        guard let version = life.version, scale.x(displaced) - scale.x(promoted) > 26 else {
            return
        }
        svg.text("v\(version)", scale.x(promoted) + 4, y + 8, Palette.paper, size: 9, isBold: true)
    }

    private mutating func drawBar(
        _ from: Instant, _ to: Instant, _ y: Double, _ colour: String, _ hint: String
    ) {
        guard from < to else { return }
        let x = scale.x(from)
        svg.rect(
            x, y, max(scale.x(to) - x, 1.2), Self.bar, colour, radius: 1.5, hint: hint)
    }

    /// A triangle that stands on its point's height.
    private mutating func drawMark(_ x: Double, _ y: Double, _ colour: String) {
        svg.path([(x - 4.5, y), (x + 4.5, y), (x, y - 8)], colour)
    }
}

// MARK: - All of them

extension TimelinePicture {
    /// How many secrets were live, of all applications.
    private mutating func drawBand(top: Double) {
        let days = simulation.chronicle.days
        let most = Double(max(simulation.chronicle.mostLive, 1))
        let bottom = top + Self.bandHeight
        let count = simulation.cast.applications.count
        svg.text("live secrets", 24, top + 16, Palette.ink, size: 12, isBold: true)
        let whose = count == 1 ? "of the application" : "of all \(count) applications"
        svg.text(whose, 24, top + 32, Palette.muted, size: 11)
        svg.text("\(Int(most))", Self.left - 6, top + 8, Palette.muted, size: 11, anchor: .end)
        svg.text("0", Self.left - 6, bottom, Palette.muted, size: 11, anchor: .end)
        svg.line(Self.left, top, Self.right, top, Palette.grid)
        guard let last = days.last else { return }
        var points = [(x: Self.left, y: bottom)]
        var from = simulation.settings.start
        for day in days {
            let y = bottom - Double(day.most) / most * Self.bandHeight
            points.append((scale.x(from), y))
            points.append((scale.x(day.at), y))
            from = day.at
        }
        points.append((scale.x(last.at), bottom))
        svg.path(points, Palette.current, opacity: 0.55)
    }
}

/// Restrained colours on a light ground.
private enum Palette {
    static let paper = "#ffffff"
    static let stripe = "#f5f7f9"
    static let grid = "#dfe4ea"
    static let ink = "#1f2a37"
    static let muted = "#66727f"
    static let waiting = "#e3b04b"
    static let current = "#2b6c99"
    static let overlap = "#a8cbe2"
    static let unused = "#b4bac2"
    static let mishap = "#f3cfc9"
    static let failure = "#c23b2e"
    static let alert = "#e0821f"
}
