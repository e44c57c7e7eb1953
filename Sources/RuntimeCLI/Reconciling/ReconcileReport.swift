import Rotation

/// What `reconcile` found and did, for people and machines.
struct ReconcileReport {
    let findings: [Reconciliation.Finding]
    let isDry: Bool
    /// Key ids that are gone since.
    var removed: Set<String> = []
    private let now: Instant

    init(_ findings: [Reconciliation.Finding], isDry: Bool, at now: Instant) {
        self.findings = findings
        self.isDry = isDry
        self.now = now
    }

    var orphans: [Reconciliation.Finding] { findings.filter { $0.kind == .orphan } }

    private var left: [Reconciliation.Finding] {
        orphans.filter { !removed.contains($0.credential.keyID) }
    }
    private var forPeople: [Reconciliation.Finding] { findings.filter(\.needsPerson) }

    var lines: [String] {
        var lines: [String] = []
        var last: String?
        for finding in findings {
            let application = finding.application
            if application.objectID != last {
                let rotation = finding.rotation ?? "no rotation here"
                lines.append(
                    ScriptText.escaped(
                        "\(rotation)  application \"\(application.displayName)\" "
                            + "(\(application.objectID))"))
                last = application.objectID
            }
            lines += text(finding)
        }
        return lines + (lines.isEmpty ? [] : [""]) + [summary]
    }

    /// Such as `Reconciled: 1 removed, 0 to look at, 2 left alone`.
    private var summary: String {
        let alone = findings.count - orphans.count - forPeople.count
        let orphans =
            isDry
            ? "\(self.orphans.count) would be removed"
            : "\(removed.count) removed" + (left.isEmpty ? "" : ", \(left.count) not yet")
        return "Reconciled: \(orphans), \(forPeople.count) to look at, \(alone) left alone"
    }

    private func text(_ finding: Reconciliation.Finding) -> [String] {
        let credential = finding.credential
        let name = credential.displayName.map { " \"\($0)\"" } ?? ""
        let version = finding.version.map { " (v\($0))" } ?? ""
        let (sign, style) = sign(of: finding)
        let line = "secret \(credential.keyID)\(version)\(name), \(ends(credential))"
        let width = Terminal.outputWidth
        let mark = Terminal.hasOutputColour ? "\u{1b}[\(style.rawValue)m\(sign)\u{1b}[0m" : sign
        var first = WrappedText(ScriptText.escaped(line), width: width).lines(at: 4)
        first[0] = "  \(mark) " + first[0].dropFirst(4)
        let rest = WrappedText(words(finding), width: width).lines(at: 6)
        let hint = hint(finding).map {
            WrappedText("hint: \($0)", width: width).lines(at: 6, hanging: 12)
        }
        return first + rest + (hint ?? [])
    }

    private func ends(_ credential: RemoteCredential) -> String {
        guard let end = credential.endsAt else { return "without an end" }
        return end > now ? "ends \(end) (in \((end - now).short))" : "ended \(end)"
    }

    private func sign(of finding: Reconciliation.Finding) -> (String, Terminal.Style) {
        switch finding.kind {
        case .orphan: ("-", .red)
        case .abandoned, .missing, .missingCurrent: ("!", .red)
        case .otherHome where finding.needsPerson: ("!", .red)
        case .expiring: ("·", .yellow)
        case .kept, .otherHome, .stale, .foreign: ("·", .cyan)
        }
    }

    private func words(_ finding: Reconciliation.Finding) -> String {
        switch finding.kind {
        case .orphan:
            if isDry { return "ours, and unknown to the journal: would be removed" }
            return removed.contains(finding.credential.keyID)
                ? "ours, and unknown to the journal: removed"
                : "ours, and unknown to the journal: on record, its removal is not confirmed yet"
        case .abandoned: return "ours, on an application that has no rotation in this home"
        case .missingCurrent:
            return "what consumers read, and somebody removed it: they cannot sign in any more"
        case .missing: return "ours and live by the journal, but somebody removed it"
        case .kept:
            return
                "ours, left here when \(finding.keptBy ?? "its rotation") was deleted; left alone"
        case .otherHome where finding.needsPerson:
            return "of another home, which rotates this application too"
        case .otherHome: return "of another home; left alone"
        case .expiring: return "not ours, ends soon; left alone"
        case .stale: return "has ended and is still listed; left alone"
        case .foreign: return "not ours; left alone"
        }
    }

    private func hint(_ finding: Reconciliation.Finding) -> String? {
        let rotation = finding.rotation ?? ""
        switch finding.kind {
        case .missingCurrent:
            return "'runtime rotate \(rotation)' makes a new one; if nobody meant to remove it, "
                + "'runtime revoke \(rotation)'"
        case .missing: return "nothing to do if that was meant; else look at who did it"
        case .abandoned:
            return "remove it if nobody uses it, or put its application under a policy again"
        case .kept:
            guard !rotation.isEmpty else { return nil }
            return
                "'runtime adopt \(rotation) --key-id \(finding.credential.keyID)' has it removed "
                + "after the next delivery"
        case .otherHome:
            return finding.needsPerson ? "let one home rotate an application" : nil
        case .orphan, .expiring, .stale, .foreign: return nil
        }
    }

    var json: Value {
        .map([
            "dry_run": .bool(isDry),
            "findings": .list(
                findings.map { finding in
                    .map([
                        "kind": .string(finding.kind.rawValue), "rotation": finding.rotation.json,
                        "object_id": .string(finding.application.objectID),
                        "display_name": .string(finding.application.displayName),
                        "key_id": .string(finding.credential.keyID),
                        "credential_name": finding.credential.displayName.json,
                        "kept_by": finding.keptBy.json,
                        "version": finding.version.map { .int(Int64($0)) } ?? .null,
                        "ends_at": (finding.credential.endsAt?.description).json,
                        "needs_person": .bool(finding.needsPerson),
                        "removed": .bool(removed.contains(finding.credential.keyID)),
                        "hint": hint(finding).json,
                    ])
                }),
            "summary": .map([
                "removed": .int(Int64(removed.count)), "not_removed": .int(Int64(left.count)),
                "to_look_at": .int(Int64(forPeople.count)),
            ]),
        ])
    }

    /// Ends the command where something is left.
    func refuseRest() throws(Complaint) {
        if let first = forPeople.first {
            throw Complaint(
                "secret \(first.credential.keyID) of "
                    + "\"\(first.application.displayName)\": \(words(first))",
                hint: hint(first))
        }
        guard let first = left.first else { return }
        if isDry {
            throw Complaint(
                "\(left.count) of our secrets unknown to the journal",
                hint: "the command without --dry-run removes them")
        }
        throw Complaint(
            "secret \(first.credential.keyID) is not confirmed to be gone yet",
            hint: "'runtime run' goes on with it, as does the command again", exit: .tryAgain)
    }
}
