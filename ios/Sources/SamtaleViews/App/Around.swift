// What the system says of the world around: the network as it comes, changes and goes; that memory is short.
// Refuses to judge it: the core does. Followed by Door for as long as it is shown or behind.
import Foundation

#if canImport(Network)
import Network
#endif
#if canImport(UIKit)
import UIKit
#endif

/// Whether there is a network: at once, and each time that changes or another one takes its place.
func networks() -> AsyncStream<Bool> {
    AsyncStream { said in
        #if canImport(Network)
        let monitor = NWPathMonitor()
        monitor.pathUpdateHandler = { path in said.yield(path.status == .satisfied) }
        said.onTermination = { _ in monitor.cancel() }
        monitor.start(queue: DispatchQueue(label: "dk.samtale.network"))
        #else
        said.finish()
        #endif
    }
}

/// Each time that the system is short of memory.
@MainActor func memoryWarnings() -> AsyncStream<Void> {
    AsyncStream { said in
        #if canImport(UIKit)
        let name = UIApplication.didReceiveMemoryWarningNotification
        // The centre's own handle may be given back from any thread.
        nonisolated(unsafe) let handle = NotificationCenter.default.addObserver(forName: name, object: nil, queue: nil) { _ in said.yield() }
        said.onTermination = { _ in NotificationCenter.default.removeObserver(handle) }
        #else
        said.finish()
        #endif
    }
}
