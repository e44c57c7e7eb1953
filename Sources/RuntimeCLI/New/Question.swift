/// What a new policy is made of, in the order in which it is asked for.
enum Question: CaseIterable {
    case connection, application, interval, rotateAt, timezone, auto, clientID, clientSecret, name
    case description

    var title: String {
        switch self {
        case .connection: "Connection"
        case .application: "Application"
        case .interval: "Interval"
        case .rotateAt: "Rotate at"
        case .timezone: "Time zone"
        case .auto: "Automatic"
        case .clientID: "Client id as"
        case .clientSecret: "Client secret as"
        case .name: "Name"
        case .description: "Description"
        }
    }

    /// The option that answers it.
    var flag: String {
        switch self {
        case .connection: "--connection"
        case .application: "--application"
        case .interval: "--interval"
        case .rotateAt: "--rotate-at"
        case .timezone: "--timezone"
        case .auto: "--auto"
        case .clientID: "--secret-id"
        case .clientSecret: "--secret"
        case .name: "--name"
        case .description: "--description"
        }
    }

    var help: String {
        switch self {
        case .connection: "How runtime signs in to the tenant of the application."
        case .application: "Whose client secret shall be rotated?"
        case .interval: "Between two rotations, such as 30d, 2w or 12h."
        case .rotateAt: "Time of day once the interval is over, such as 03:00, or none."
        case .timezone: "The clock that the time of day is read from."
        case .auto: "Shall runtime rotate by itself when it is time?"
        case .clientID: "The name under which consumers read the client id, or none."
        case .clientSecret: "The name under which consumers read the client secret."
        case .name: "What the rotation is called: a-z, 0-9 and '-'."
        case .description: "One line for people."
        }
    }
}
