import Azure
import Hooks
import Rotation

extension Grants {
    /// What a rotation's policy needs and is granted nothing of.
    func missing(for declaration: Declaration, in rotation: Rotation) -> [Failure] {
        missing(for: Caller(declaration, in: rotation)) { kind, granted, needed in
            switch kind {
            case .http: Self.overlap(http: granted, needed)
            case .files: Self.overlap(files: granted, needed)
            case .graph: Self.overlap(graph: granted, needed)
            case .commands, .secrets, .engine: granted == needed
            }
        }
    }
}
