internal import Rotation

/// The shape of a table with described fields, and of the tables in it.
final class EventShape {
    fileprivate let number: TapeShape
    /// In the order of the shape; the shape of a field that is such a table itself.
    fileprivate let fields: [(name: String, shape: EventShape?)]

    init(_ parameters: [Parameter], in state: LuaState) throws(PolicyError) {
        number = try state.shape(parameters.map(\.name))
        var fields: [(name: String, shape: EventShape?)] = []
        for parameter in parameters {
            var inner: EventShape?
            if case .record(_, let members) = parameter.type {
                inner = try EventShape(members, in: state)
            }
            fields.append((parameter.name, inner))
        }
        self.fields = fields
    }
}

extension TapeWriter {
    /// Writes a map as a record of `shape`; what has no field there is left out.
    mutating func record(_ table: Value, as shape: EventShape) {
        begin(record: shape.number)
        for field in shape.fields {
            switch (table[field.name], field.shape) {
            case (let member?, let inner?): record(member, as: inner)
            case (let member?, nil): value(member)
            case (nil, _): null()
            }
        }
    }
}
