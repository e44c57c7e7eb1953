/// A drawing in Scalable Vector Graphics, element by element.
///
/// - SeeAlso: W3C, "Scalable Vector Graphics (SVG) 1.1".
struct SVG {
    private var elements: [String] = []

    mutating func rect(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ fill: String,
        opacity: Double = 1, radius: Double = 0, hint: String? = nil
    ) {
        let attributes =
            "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(max(width, 0)))\" "
            + "height=\"\(Self.number(height))\" fill=\"\(fill)\""
            + (opacity < 1 ? " fill-opacity=\"\(Self.number(opacity))\"" : "")
            + (radius > 0 ? " rx=\"\(Self.number(radius))\"" : "")
        guard let hint else { return elements.append("<rect \(attributes)/>") }
        elements.append("<rect \(attributes)><title>\(Self.escape(hint))</title></rect>")
    }

    mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String,
        width: Double = 1
    ) {
        elements.append(
            "<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" "
                + "y2=\"\(Self.number(y2))\" stroke=\"\(colour)\" "
                + "stroke-width=\"\(Self.number(width))\"/>")
    }

    mutating func path(_ points: [(x: Double, y: Double)], _ fill: String, opacity: Double = 1) {
        let steps = points.map { "\(Self.number($0.x)) \(Self.number($0.y))" }
        elements.append(
            "<path d=\"M\(steps.joined(separator: "L"))Z\" fill=\"\(fill)\" "
                + "fill-opacity=\"\(Self.number(opacity))\"/>")
    }

    enum Anchor: String {
        case start, middle, end
    }

    mutating func text(
        _ text: String, _ x: Double, _ y: Double, _ colour: String, size: Double = 12,
        anchor: Anchor = .start, isBold: Bool = false
    ) {
        elements.append(
            "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" fill=\"\(colour)\" "
                + "font-size=\"\(Self.number(size))\" text-anchor=\"\(anchor.rawValue)\""
                + (isBold ? " font-weight=\"600\"" : "") + ">\(Self.escape(text))</text>")
    }

    /// The whole document.
    func document(width: Double, height: Double, title: String) -> String {
        let size = "\(Self.number(width)) \(Self.number(height))"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" \
            width="\(Self.number(width))" height="\(Self.number(height))" \
            font-family="Inter, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif">
            <title>\(Self.escape(title))</title>
            \(elements.joined(separator: "\n"))
            </svg>

            """
    }

    /// At most one digit behind the point.
    private static func number(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let whole = abs(tenths) / 10
        let rest = abs(tenths) % 10
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
