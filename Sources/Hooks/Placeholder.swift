package import Logging
package import Rotation
package struct Grants { package init() {} }
package enum WorldFunctions {
    package static func all(grants: Grants, log: Logger) -> [HostFunction] { [] }
}
