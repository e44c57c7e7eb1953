import Rotation

extension Instant {
    /// The instant as HTTP writes it, such as `Sat, 07 May 2022 06:53:52 GMT`.
    var httpDate: String {
        let text = Array(description)
        let days = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400
        let weekday = Self.weekdays[Int(((days + 4) % 7 + 7) % 7)]
        let month = Self.months[(Int(String(text[5...6])) ?? 1) - 1]
        return "\(weekday), \(String(text[8...9])) \(month) \(String(text[0...3])) "
            + "\(String(text[11...18])) GMT"
    }

    /// The instant as Graph's errors write it: without a zone.
    var zoneless: String {
        String(description.dropLast())
    }

    /// The instant as Entra's errors write it: a blank between date and time.
    var spaced: String {
        description.replacing("T", with: " ")
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
