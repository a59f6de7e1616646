// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is held to: Swift 6 mode, and no warning passes.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The libraries that hand out borrowed bytes need lifetimes, and mark what is unsafe.
let lending: [SwiftSetting] =
  strict + [
    .enableExperimentalFeature("Lifetimes"),
    .strictMemorySafety(),
  ]

let package = Package(
  name: "ts-filters",
  products: [
    .executable(name: "ts-prefill", targets: ["ts-prefill"]),
    .executable(name: "ts-complete", targets: ["ts-complete"]),
    .executable(name: "ts-validate", targets: ["ts-validate"]),
    .executable(name: "ts-collect", targets: ["ts-collect"]),
    .executable(name: "ts-compare", targets: ["ts-compare"]),
  ],
  targets: [
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "Libc", swiftSettings: strict),
    .target(name: "CurlMulti", dependencies: ["CCurl", "Libc"], swiftSettings: strict),
    .target(name: "NDJSON", dependencies: ["Libc"], swiftSettings: lending),
    .target(name: "TimeSeries", dependencies: ["NDJSON"], swiftSettings: lending),
    .target(name: "Tables", dependencies: ["NDJSON", "TimeSeries"], swiftSettings: lending),
    .target(name: "FilterTool", dependencies: ["Libc", "NDJSON"], swiftSettings: lending),
    .target(
      name: "TableInput", dependencies: ["FilterTool", "Libc", "NDJSON", "Tables", "TimeSeries"],
      swiftSettings: lending),
    .executableTarget(
      name: "ts-prefill",
      dependencies: ["FilterTool", "Libc", "NDJSON", "TableInput", "Tables", "TimeSeries"],
      swiftSettings: strict),
    .executableTarget(
      name: "ts-complete",
      dependencies: ["CurlMulti", "FilterTool", "Libc", "NDJSON", "TimeSeries"],
      swiftSettings: strict),
    .executableTarget(
      name: "ts-validate",
      dependencies: ["FilterTool", "Libc", "NDJSON", "TableInput", "Tables", "TimeSeries"],
      swiftSettings: strict),
    .executableTarget(
      name: "ts-collect", dependencies: ["FilterTool", "Libc", "NDJSON", "TimeSeries"],
      swiftSettings: strict),
    .executableTarget(
      name: "ts-compare",
      dependencies: ["FilterTool", "Libc", "NDJSON", "TableInput", "Tables", "TimeSeries"],
      swiftSettings: strict),
    .executableTarget(
      name: "bench-timestamps", dependencies: ["NDJSON", "TimeSeries"],
      path: "Tests/Bench/Timestamps", swiftSettings: strict),
    .testTarget(name: "NDJSONTests", dependencies: ["NDJSON"], swiftSettings: strict),
    .testTarget(
      name: "TimeSeriesTests", dependencies: ["TimeSeries", "NDJSON"],
      exclude: ["vectors", "clocks"],
      swiftSettings: strict),
    .testTarget(
      name: "TablesTests", dependencies: ["NDJSON", "Tables", "TimeSeries"], swiftSettings: strict),
    .testTarget(
      name: "CompareTests",
      dependencies: ["FilterTool", "NDJSON", "TableInput", "Tables", "ts-compare"],
      exclude: ["vectors"],
      swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "FilterTool", "NDJSON", "TableInput", "Tables", "TimeSeries", "ts-prefill", "ts-complete",
        "ts-validate", "ts-collect", "ts-compare",
      ], path: "Tests/Fuzz", exclude: ["Guided", "corpus", "run"], swiftSettings: strict),
    .target(name: "StubServer", path: "Tests/StubServer", swiftSettings: strict),
    .testTarget(
      name: "CurlMultiTests", dependencies: ["CurlMulti", "StubServer"], swiftSettings: strict),
    .testTarget(
      name: "FilterTests",
      dependencies: [
        "FilterTool", "NDJSON", "StubServer", "TableInput", "Tables", "TimeSeries", "ts-prefill",
        "ts-complete", "ts-validate", "ts-collect", "ts-compare",
      ],
      exclude: [
        "golden", "scenarios", "reference-runs", "perfect-model.py", "reference-run.py",
        "tls-front.py",
      ], swiftSettings: strict
    ),
  ]
)

// The fuzz tests are built on their own, under the sanitizer: the others would only take time.
if Context.environment["FUZZ_SECONDS"] != nil {
  package.targets.removeAll { $0.type == .test && $0.name != "FuzzTests" }
}

// libFuzzer brings a main function of its own, so this target links only where it is asked for.
if Context.environment["FUZZ_ENGINE"] == "libfuzzer" {
  package.targets.append(
    .executableTarget(
      name: "fuzz-guided", dependencies: ["CurlMulti", "NDJSON", "TimeSeries"],
      path: "Tests/Fuzz/Guided", swiftSettings: strict,
      linkerSettings: [.unsafeFlags(["-use-ld=lld"])]))
}
