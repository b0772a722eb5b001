// swift-tools-version: 6.2
// A package as someone else has it: it depends on this one by a version, and knows nothing else of it. `.ci/library` builds and
// runs it.

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "library-package",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: Context.environment["HPO_REPOSITORY"] ?? "", from: "1.0.0")],
    targets: [
        .executableTarget(
            name: "search", dependencies: [.product(name: "HPO", package: "hpo")], swiftSettings: settings),
        .executableTarget(
            name: "guide", dependencies: [.product(name: "HPO", package: "hpo")], swiftSettings: settings),
        .target(
            name: "Own", dependencies: [.product(name: "HPOSearch", package: "hpo")], swiftSettings: settings),
        .testTarget(
            name: "ContractTests", dependencies: ["Own", .product(name: "HPOTesting", package: "hpo")],
            swiftSettings: settings),
        .target(
            name: "OwnLauncher", dependencies: [.product(name: "HPOLaunchers", package: "hpo")],
            swiftSettings: settings),
        .executableTarget(
            name: "agent", dependencies: [.product(name: "HPOLaunchers", package: "hpo")], swiftSettings: settings),
        .testTarget(
            name: "LauncherTests",
            dependencies: [
                "OwnLauncher", "agent", .product(name: "HPOLaunchers", package: "hpo"),
                .product(name: "HPOLauncherTesting", package: "hpo"),
            ],
            exclude: ["scheduler.sh"], swiftSettings: settings),
    ]
)
