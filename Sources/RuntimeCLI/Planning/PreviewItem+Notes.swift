import Rotation

/// What else a person should know about a rotation's plan.
extension PreviewItem {
    /// One line each.
    var notes: [String] {
        [cap, life, hold, held].compactMap(\.self)
    }

    private var cap: String? {
        guard let cap = sighting?.application.secretCap else { return nil }
        let declaration = target.declaration
        var words =
            "personal accounts can sign in, so it holds \(cap) client secrets at most: the "
            + "previous one is removed before the next is made"
        if declaration.stage > .zero {
            words += ", and from then on, up to \(declaration.stage.short) ahead, only the "
            words += "current one is live beside the staged one"
        }
        if case .duration(let length) = declaration.overlap {
            words += "; an overlap of \(length.short) ends early where a run begins before"
        }
        return words
    }

    private var life: String? {
        guard let longest = sighting?.standing.rule?.longestLife, target.declaration.clamp,
            longest < target.declaration.lifetime
        else { return nil }
        return "the tenant lets a secret live \(longest.short) at most, so it is made for that "
            + "instead of \(target.declaration.lifetime.short)"
    }

    private var hold: String? {
        guard rotation.run == nil, let hold = forecast.next.hold else { return nil }
        let ends = rotation.current.map { "; its secret ends at \($0.endsAt)" } ?? ""
        switch hold {
        case .manualOnly: return "auto = false: a run begins only when somebody asks\(ends)"
        case .unmanaged:
            let why = rotation.unmanaged?.reason.words ?? ""
            return "\(target.isDismissed ? "becomes " : "")unmanaged, \(why): nothing begins and "
                + "nothing is removed\(ends)"
        case .paused:
            return "paused: nothing begins and nothing is removed; "
                + "'runtime resume \(rotation.name)' lets it go on\(ends)"
        case .stuck:
            return "stuck (\(rotation.lastError ?? "too many failures")): nothing begins until "
                + "it is mended and 'runtime retry \(rotation.name)'\(ends)"
        default: return "nothing begins by itself (\(hold.words))\(ends)"
        }
    }

    private var held: String? {
        guard let run = rotation.run, run.policy != rotation.policy else { return nil }
        return "its open run keeps the version it began with, \(run.policy.digest.prefix(12))"
    }

    /// What a changed file changes, field by field.
    var changes: [(field: String, from: String?, to: String?)] {
        guard let before = target.before else { return [] }
        let old = Dictionary(uniqueKeysWithValues: before.words)
        let new = Dictionary(uniqueKeysWithValues: target.declaration.words)
        let changed = target.declaration.words.map(\.0).filter { old[$0] != new[$0] }
        guard !changed.isEmpty else { return [("code", nil, nil)] }
        return changed.map { ($0, old[$0], new[$0]) }
    }
}

extension Declaration {
    /// What it declares, for people, by the names that policies use.
    fileprivate var words: [(String, String)] {
        let overlap: String =
            switch overlap {
            case .untilNext: "until_next"
            case .duration(let length): length.short
            }
        return [
            ("connection", connection), ("application", "\(application)"),
            ("schedule", schedule.summary), ("missed", schedule.missed.rawValue),
            ("auto", "\(auto)"), ("lifetime", lifetime.short), ("overlap", overlap),
            ("stage", stage.short), ("proof", proof.rawValue), ("proofs", "\(proofs)"),
            ("retire_force", "\(retireForce)"), ("clamp", "\(clamp)"),
            ("secrets", secrets.all.joined(separator: ", ")),
            ("hooks", hooks.map(\.rawValue).sorted().joined(separator: ", ")),
        ]
    }
}
