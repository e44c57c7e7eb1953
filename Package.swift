// swift-tools-version: 6.2

import PackageDescription

/// The strict settings every Swift target shares; `scripts/check` makes warnings errors.
let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["RUNTIME_CHECK"] == nil ? [] : [.treatAllWarnings(as: .error)])

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let certificates = Target.Dependency.product(name: "X509", package: "swift-certificates")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// A target of the product with the shared settings.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of the module `name`, in files that mirror its own.
func tests(
    of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), "TestSupport"] + dependencies,
        exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "runtime",
    products: [.executable(name: "runtime", targets: ["RuntimeCLI"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CLuaHost", dependencies: ["CLua"]),
        module("Rotation"),
        module("Scripting", ["Rotation", "CLuaHost", crypto]),
        module("HTTP", ["CCurl"]),
        module(
            "Azure", ["Rotation", "HTTP", asn1, certificates, crypto, cryptoExtras, logging]),
        module("SecretStore", ["Rotation", grdb, crypto]),
        module("Hooks", ["Rotation", "HTTP", logging]),
        module(
            "Emulator", ["Rotation", asn1, crypto, cryptoExtras],
            resources: [.embedInCode("Profiles/real.json"), .embedInCode("Profiles/hostile.json")]),
        .executableTarget(
            name: "RuntimeCLI",
            dependencies: [
                "Rotation", "Scripting", "Azure", "SecretStore", "Hooks", "Emulator",
                argumentParser, logging,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "RuntimeBench",
            dependencies: ["Rotation", "Scripting", "Azure", "SecretStore", logging],
            exclude: ["Baseline"], swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["Rotation", logging], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests(of: "Rotation"),
        tests(of: "Scripting", ["Rotation", "CLuaHost", "RuntimeCLI"], exclude: ["Hostile"]),
        tests(of: "HTTP", ["Rotation"]),
        tests(of: "Azure", ["Rotation", "HTTP", "Emulator", logging]),
        tests(of: "SecretStore", ["Rotation", grdb]),
        tests(of: "Hooks", ["Rotation", "HTTP", logging]),
        tests(of: "Emulator", ["Rotation", asn1, certificates, crypto, cryptoExtras]),
        tests(of: "RuntimeCLI", ["Rotation", "Azure", "HTTP", "Hooks", "SecretStore"]),
    ]
)
