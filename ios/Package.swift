// swift-tools-version: 6.0
// The app for iPhone and iPad: models, screens and entry over the Rust core.
// Refuses generated code in the tree: Samtale.swift, SamtaleFFI.h and libsamtale.a are links
// into ../target, made by building the core. Read by SwiftPM and Xcode.
import PackageDescription

#if os(Linux)
// Here a stand-in named SwiftUI lets the screens be type-checked. It never ships.
let observation: [Target.Dependency] = ["CSwiftThreadingShim"]
let screens: [Target.Dependency] = ["SwiftUI"]
let standIns: [Target] = [
    .target(name: "CSwiftThreadingShim", path: "Linux/CSwiftThreadingShim"),
    .target(name: "SwiftUI", path: "Linux/SwiftUI"),
]
#else
let observation: [Target.Dependency] = []
let screens: [Target.Dependency] = []
let standIns: [Target] = []
#endif

let package = Package(
    name: "Samtale",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "SamtaleViews", targets: ["SamtaleViews"])],
    targets: standIns + [
        .target(
            name: "SamtaleFFI",
            linkerSettings: [
                .unsafeFlags(["-L\(Context.packageDirectory)/lib"]),
                .linkedLibrary("samtale"),
            ]
        ),
        .target(name: "Samtale", dependencies: ["SamtaleFFI"]),
        .target(name: "SamtaleModels", dependencies: ["Samtale"] + observation),
        .target(name: "SamtaleViews", dependencies: ["SamtaleModels"] + screens),
        .executableTarget(name: "SamtaleApp", dependencies: ["SamtaleViews"]),
        .testTarget(name: "SamtaleModelsTests", dependencies: ["SamtaleModels"]),
        .testTarget(name: "SamtaleViewsTests", dependencies: ["SamtaleViews"] + screens),
        .testTarget(name: "SamtaleStoryTests", dependencies: ["SamtaleModels"]),
    ],
    swiftLanguageModes: [.v6]
)
