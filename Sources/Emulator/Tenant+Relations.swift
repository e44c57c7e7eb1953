import Rotation

extension Tenant {
    /// Makes a service principal, or anything else with an id, an owner of an object.
    mutating func addOwner(
        _ owner: String, to key: ObjectKey, by caller: Requester, now: Instant
    ) throws(GraphError) {
        let id = try writable(key, by: caller, now: now)
        let owner = owner.lowercased()
        guard owner.isGUID else { throw .notFound(owner) }
        guard objects[id]?.owners.contains(owner) == false else { throw .alreadyOwner }
        objects[id]?.owners.append(owner)
    }

    mutating func removeOwner(
        _ owner: String, from key: ObjectKey, by caller: Requester, now: Instant
    ) throws(GraphError) {
        let id = try writable(key, by: caller, now: now)
        let owner = owner.lowercased()
        guard objects[id]?.owners.contains(owner) == true else { throw .notFound(owner) }
        objects[id]?.owners.removeAll { $0 == owner }
    }

    /// Makes an application take the tokens of an issuer.
    mutating func addFederated(
        _ credential: FederatedCredential, to key: ObjectKey, by caller: Requester, now: Instant
    ) throws(GraphError) -> FederatedCredential {
        let id = try writable(key, by: caller, now: now)
        let present = objects[id]?.federated ?? []
        guard present.count < FederatedCredential.most else { throw .tooManyFederated }
        guard !present.contains(where: { $0.name.lowercased() == credential.name.lowercased() })
        else { throw .federatedExists(credential.name) }
        objects[id]?.federated.append(credential)
        objects[id]?.writtenAt = now
        return credential
    }

    /// Changes or removes, with `change` nil, one that is named by its id or its name.
    mutating func changeFederated(
        _ name: String, of key: ObjectKey, by caller: Requester, now: Instant,
        _ change: ((inout FederatedCredential) throws(GraphError) -> Void)?
    ) throws(GraphError) {
        let id = try writable(key, by: caller, now: now)
        guard let object = objects[id], let index = object.federatedIndex(name) else {
            throw .notFound(name)
        }
        if let change {
            var credential = object.federated[index]
            try change(&credential)
            objects[id]?.federated[index] = credential
        } else {
            objects[id]?.federated.remove(at: index)
        }
        objects[id]?.writtenAt = now
    }
}

extension DirectoryObject {
    /// The place of a federated credential that is named by its id or its name.
    func federatedIndex(_ name: String) -> Int? {
        federated.firstIndex {
            $0.id == name.lowercased() || $0.name.lowercased() == name.lowercased()
        }
    }
}
