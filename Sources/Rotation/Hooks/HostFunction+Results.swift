extension HostFunction {
    /// Carries out one call and gives what a script sees: a result, or `nil, err`.
    ///
    /// - Throws: ``HookHostError`` for what is raised in the script instead.
    func results(of call: HostCall) throws(HookHostError) -> [Value] {
        do throws(HostError) {
            return [try carryOut(call)]
        } catch {
            switch error {
            case .misuse(let message): throw .misuse(message)
            case .denied(let message): throw .denied(message)
            case .failed(let code, let message, let retryable):
                let error: [String: Value] = [
                    "code": .string(code), "message": .string(message),
                    "retryable": .bool(retryable),
                ]
                return [.null, .map(error)]
            }
        }
    }
}

extension Store {
    /// The value behind a handle, for a caller that may see it.
    ///
    /// A handle proves nothing: what it names is judged anew each time.
    func reveal(_ handle: SecretHandle, to caller: Caller) throws(HostError) -> SecretValue {
        do throws(StoreError) {
            let secret = try secret(handle.name, version: handle.version)
            if caller.sees(secret.path) { return secret.value }
        } catch .notFound {
            // The same answer as for a secret that is none of the caller's.
        } catch {
            throw .failed(code: "store", message: "\(error)", retryable: true)
        }
        throw .misuse("\(handle) is no secret of \(caller), or its value is gone")
    }
}
