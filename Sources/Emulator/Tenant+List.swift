import Rotation

extension Tenant {
    /// One page of a list.
    struct Page {
        var objects: [DirectoryObject] = []
        /// Where the next page begins, nil at the end.
        var next: Int?
        /// How many match altogether, if that was asked for.
        var total: Int?
        /// Whether the page was emptied, so that its link leads to what belongs on it.
        var isEmptied = false
    }

    /// One page of the objects a read shows, in the order of their creation or as asked.
    mutating func list(_ kind: Kind, _ query: ListQuery, in view: View) -> Page {
        var dice = dice(on: nil)
        var page = query.order == nil ? inOrder(kind, query, view) : sorted(kind, query, view)
        if page.next != nil || !page.objects.isEmpty { misplace(&page, query, &dice) }
        return page
    }

    /// Cuts a page short, empties it or links it to itself, by the knobs.
    private func misplace(
        _ page: inout Page, _ query: ListQuery, _ dice: inout SeededGenerator
    ) {
        let paging = knobs.paging
        if dice.happens(paging.repeat), page.next != nil {
            page.next = query.start
        } else if dice.happens(paging.empty), !query.isAfterEmpty {
            page.objects = []
            page.next = query.start
            page.isEmptied = true
        } else if dice.happens(paging.short), page.objects.count > 1 {
            let kept = (page.objects.count + 1) / 2
            page.next =
                query.order == nil ? page.objects[kept].number : query.start + kept
            page.objects.removeSubrange(kept...)
        }
    }

    private func inOrder(_ kind: Kind, _ query: ListQuery, _ view: View) -> Page {
        var page = Page()
        if let appID = query.filter?.onlyAppID {
            let id = index[kind]?[appID.lowercased()]
            if let object = id.flatMap({ objects[$0] }), query.matches(object, view) {
                page.objects = [object]
            }
            page.total = query.counts ? page.objects.count : nil
            return page
        }
        let places = order[kind] ?? []
        if query.counts {
            page.total = places.count { place in
                objects[place.objectID].map { query.matches($0, view) } ?? false
            }
        }
        for place in places[places.partitioningIndex { $0.number >= query.start }...] {
            guard let object = objects[place.objectID], query.matches(object, view) else {
                continue
            }
            guard page.objects.count < query.top else {
                page.next = place.number
                break
            }
            page.objects.append(object)
        }
        return page
    }

    private func sorted(_ kind: Kind, _ query: ListQuery, _ view: View) -> Page {
        let all = (order[kind] ?? []).compactMap { objects[$0.objectID] }
            .filter { query.matches($0, view) }
            .map { (name: $0.properties(in: view).displayName.lowercased(), object: $0) }
            .sorted { ($0.name, $0.object.number) < ($1.name, $1.object.number) }
            .map(\.object)
        let ordered = query.order == .descending ? all.reversed() : all
        let rest = ordered.dropFirst(query.start)
        return Page(
            objects: Array(rest.prefix(query.top)),
            next: rest.count > query.top ? query.start + query.top : nil,
            total: query.counts ? all.count : nil)
    }
}

extension ListQuery {
    /// Whether a read shows an object and it is asked for.
    fileprivate func matches(_ object: DirectoryObject, _ view: View) -> Bool {
        object.exists(in: view) && filter?.matches(object, in: view) ?? true
            && search?.matches(object, in: view) ?? true
    }
}
