// swift-tools-version: 6.2
// Targets follow the arrows of the module table in .github/CONTRIBUTING.md; an import that is not listed here is an error in CI.

import PackageDescription

let package = Package(
    name: "hpo",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "HPO", targets: ["HPO"]),
        // For those who write a sampler or a pruner, and the tests that hold it to what all of them keep.
        .library(name: "HPOSearch", targets: ["Search", "Expressions"]),
        .library(name: "HPOTesting", targets: ["HPOTesting"]),
        // The same for those who write a launcher.
        .library(name: "HPOLaunchers", targets: ["Runner", "Definitions", "Search", "Storage"]),
        .library(name: "HPOLauncherTesting", targets: ["HPOLauncherTesting"]),
        .executable(name: "hpo", targets: ["hpo-command"]),
        .executable(name: "hpo-bench", targets: ["hpo-bench"]),
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]),
        .target(name: "CProcess"),
        .target(name: "System", dependencies: ["CProcess"]),
        .target(name: "SQLite", dependencies: ["CSQLite", "System"]),
        .target(name: "Words"),
        .target(name: "JSON"),
        .target(name: "Expressions", dependencies: ["System", "Words"]),
        .target(name: "Search", dependencies: ["Expressions"]),
        .target(name: "Analysis", dependencies: ["Expressions", "Search"]),
        .target(name: "Definitions", dependencies: ["JSON", "Expressions", "Search", "Words"]),
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=on", "-fno-math-errno"])]),
        .target(name: "Engine", dependencies: ["CKernels", "JSON", "System"]),
        .target(name: "Workloads", dependencies: ["Engine", "JSON", "System", "Words"]),
        .target(name: "Storage", dependencies: ["SQLite", "Expressions", "Search", "System", "Words"]),
        .target(
            name: "Studies",
            dependencies: ["Analysis", "JSON", "Expressions", "Search", "Definitions", "Storage", "System", "Words"]),
        .target(
            name: "Runner",
            dependencies: ["JSON", "Expressions", "Search", "Definitions", "Storage", "Studies", "System", "Words"]),
        .target(
            name: "HPO",
            dependencies: ["Definitions", "Expressions", "JSON", "Search", "Storage", "Studies", "System"],
            path: "Sources/Library"),
        .target(
            name: "HPOTesting", dependencies: ["Expressions", "Search"], path: "Sources/Contracts",
            exclude: ["Launchers"]),
        .target(
            name: "HPOLauncherTesting", dependencies: ["Runner", "Search", "Storage", "System"],
            path: "Sources/Contracts/Launchers"),
        .target(
            name: "Interchange",
            dependencies: [
                "JSON", "Expressions", "Search", "Definitions", "SQLite", "Storage", "Studies", "System", "Words",
            ]),
        .target(name: "Charts"),
        .target(
            name: "Reports",
            dependencies: [
                "Analysis", "Charts", "Definitions", "Expressions", "Search", "Storage", "Studies", "System", "Words",
            ]),
        .target(name: "HTTP", dependencies: ["System"]),
        .target(
            name: "Dashboard",
            dependencies: [
                "Charts", "Definitions", "Expressions", "HTTP", "JSON", "Reports", "Search", "Storage", "Studies",
                "System",
            ]),
        .target(name: "RPC", dependencies: ["JSON", "System", "Words"]),
        .target(
            name: "Service",
            dependencies: [
                "Definitions", "Expressions", "JSON", "RPC", "Search", "SQLite", "Storage", "Studies", "System",
                "Words",
            ]),
        .target(name: "Arguments", dependencies: ["Words"]),
        // Where names are told apart without regard to case, the program's module and the library's may not differ by that alone;
        // nor may their folders.
        .executableTarget(
            name: "hpo-command",
            dependencies: [
                "Analysis", "Arguments", "JSON", "Expressions", "Search", "Definitions", "Engine", "Workloads",
                "Storage", "HTTP", "Dashboard",
                "Charts", "Interchange", "Reports", "RPC", "Service", "Studies", "Runner", "SQLite", "System", "Words",
            ],
            path: "Sources/hpo", resources: [.embedInCode("Resources")]),
        .target(name: "CAllocations"),
        .executableTarget(
            name: "hpo-bench",
            dependencies: [
                "Arguments", "JSON", "Expressions", "Search", "Definitions", "Engine", "Workloads", "CKernels",
                "CAllocations", "CrashFiles", "Dashboard", "HTTP", "SQLite", "Storage", "Studies", "Runner", "System",
            ],
            exclude: ["optuna_curves.py", "optuna_look.py", "sklearn_trials.py", "stdio_pairs.py", "torch_step.py"]),

        // What tests of several modules share.
        .target(name: "TestSupport", path: "Tests/Support/TestSupport"),
        .testTarget(name: "SystemTests", dependencies: ["System", "TestSupport"]),
        .testTarget(name: "SQLiteTests", dependencies: ["SQLite", "CrashFiles", "TestSupport"]),
        // Files that the SQLite tests and the simulator cut the power of, and processes that die at any of their writes.
        .target(name: "CCrashFiles", dependencies: ["CSQLite"], path: "Tests/Support/CCrashFiles"),
        .target(name: "CrashFiles", dependencies: ["CCrashFiles"], path: "Tests/Support/CrashFiles"),
        .testTarget(name: "WordsTests", dependencies: ["Words"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"]),
        .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "TestSupport"]),
        .testTarget(name: "SearchTests", dependencies: ["HPOTesting", "Search", "Expressions", "JSON"]),
        .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Expressions", "Search"]),
        .testTarget(
            name: "DefinitionsTests", dependencies: ["Definitions", "Expressions", "JSON", "Search", "TestSupport"]),
        .testTarget(name: "EngineTests", dependencies: ["Engine", "CKernels", "CAllocations", "JSON", "TestSupport"]),
        .testTarget(name: "WorkloadsTests", dependencies: ["Workloads", "Engine", "JSON", "TestSupport"]),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Storage", "SQLite", "Search", "System", "Expressions", "storage-crash-helper", "TestSupport",
            ],
            exclude: ["Fixtures"]),
        // A process for the storage tests to kill.
        .executableTarget(
            name: "storage-crash-helper", dependencies: ["Storage", "SQLite", "Search", "Expressions"],
            path: "Tests/Support/storage-crash-helper"),
        .testTarget(
            name: "StudiesTests",
            dependencies: [
                "Studies", "Analysis", "Storage", "Search", "Definitions", "Expressions", "JSON", "SQLite", "System",
                "TestSupport",
            ]),
        .testTarget(
            name: "RunnerTests",
            dependencies: [
                "HPOLauncherTesting", "Runner", "Studies", "Storage", "Search", "Definitions", "Expressions", "JSON",
                "System", "TestSupport", "hpo-command", "hpo-bench",
            ]),
        .testTarget(
            name: "InterchangeTests",
            dependencies: [
                "Interchange", "JSON", "Expressions", "Search", "Definitions", "SQLite", "Storage", "Studies",
                "TestSupport",
            ]),
        .testTarget(name: "LibraryTests", dependencies: ["HPO", "TestSupport"]),
        .testTarget(name: "ChartsTests", dependencies: ["Charts", "TestSupport"]),
        .testTarget(name: "ReportsTests", dependencies: ["Reports", "Charts", "TestSupport"]),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "System", "TestSupport"]),
        .testTarget(
            name: "DashboardTests",
            dependencies: [
                "Dashboard", "Definitions", "Expressions", "HTTP", "JSON", "Search", "Storage", "Studies",
                "TestSupport",
            ]),
        .testTarget(name: "RPCTests", dependencies: ["RPC", "JSON", "TestSupport"]),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Service", "RPC", "Definitions", "Expressions", "JSON", "Search", "Storage", "Studies", "TestSupport",
            ]),
        .testTarget(name: "ArgumentsTests", dependencies: ["Arguments", "Words"]),
        .testTarget(
            name: "hpoTests",
            dependencies: [
                "hpo-command", "HPO", "Interchange", "JSON", "SQLite", "Expressions", "Search", "Storage", "Studies",
                "Runner", "Arguments", "System", "TestSupport",
            ]),
    ]
)

let writtenInC = ["CKernels", "CAllocations", "CCrashFiles", "CProcess"]
for target in package.targets where target.type != .system && !writtenInC.contains(target.name) {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
