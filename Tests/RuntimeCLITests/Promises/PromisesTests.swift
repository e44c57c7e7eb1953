import Foundation
import Testing

/// Every promise of the README's table is kept, also when the command is killed in the middle.
struct PromisesTests {
    static let all = Promise.operators + Promise.times + Promise.tenants

    private static let table: [String] = {
        let text =
            (try? String(contentsOfFile: Town.policy("../README.md"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| ") }
    }()

    @Test("is kept", arguments: all)
    func kept(_ promise: Promise) throws {
        let row = try promise.row(dying: false)
        let isPromised = Self.table.contains(row)
        #expect(isPromised, "\(row)")
    }

    @Test("is kept by a process that is killed and started again", arguments: all)
    func keptAfterDeath(_ promise: Promise) throws {
        let row = try promise.row(dying: true)
        let isPromised = Self.table.contains(row)
        #expect(isPromised, "\(row)")
    }

    @Test("The table promises nothing that is not tried")
    func complete() {
        let names = Self.table.map { $0.split(separator: "|").first?.trimmed ?? "" }
        let promised = names.drop { $0 != Self.all[0].name }.prefix(Self.all.count)
        #expect(promised == Self.all.map(\.name)[...])
    }
}

extension Substring {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
