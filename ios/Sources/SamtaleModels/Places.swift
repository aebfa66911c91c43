// Where each person of the phone is called when they sleep. Refuses to give one person's place to another: the server would
// see that both have one phone. Kept by OnboardingModel.

/// What registers with the gateway, under a name for each person of the phone. It answers with `placeAt`.
@MainActor public protocol Connector {
    func register(instance: String)
    func unregister(instance: String)
}

@MainActor final class Places {
    private let connector: (any Connector)?
    /// Where one is called, or nowhere, as long as the server has not been told.
    private var untold: [String: String?] = [:]

    init(connector: (any Connector)?) {
        self.connector = connector
    }

    /// Somebody is in: they are to have a place.
    func ask(_ instance: String) {
        connector?.register(instance: instance)
    }

    func keep(_ instance: String, _ endpoint: String?) {
        untold.updateValue(endpoint, forKey: instance)
    }

    /// Tells theirs, unless it was told; what fails is told another time.
    func tell(_ instance: String, by word: (String?) async throws -> Void) async {
        guard let endpoint = untold[instance] else { return }
        do {
            try await word(endpoint)
        } catch {
            return
        }
        // Another may have come meanwhile.
        if let now = untold[instance], now == endpoint { untold[instance] = nil }
    }

    /// Somebody is not in any more; that the server calls them nowhere is the core's.
    func forget(_ instance: String) {
        untold[instance] = nil
        connector?.unregister(instance: instance)
    }
}
