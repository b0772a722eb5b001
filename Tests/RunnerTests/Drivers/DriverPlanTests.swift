import Definitions
import JSON
import Storage
import System
import Testing

@testable import Runner

@Suite("The plan of a study's drivers")
struct DriverPlanTests {
    private func plan(trials: Int? = 50, endsAt: Double? = nil, seconds: Double = 86_400) -> DriverPlan {
        DriverPlan(
            name: JobName.make(driverOf: "a study"), words: ["study", "run", "it's"], directory: "/shared",
            database: "/shared/db/hpo.sqlite", study: "a study", options: ["--time=1-00:00:00"], seconds: seconds,
            begun: 20, trials: trials, endsAt: endsAt)
    }

    private func driver(lived: Double?, handedOver: Bool = false) -> DriverPlan.Driver {
        let owner = Owner(host: "node1", boot: "b", process: ProcessIdentity(pid: 7, start: 8))
        return DriverPlan.Driver(
            owner: owner, job: "17", began: 1000, lastHeard: lived.map { 1000 + $0 }, handedOver: handedOver)
    }

    @Test("comes back as it was written down, and not where something lacks or cannot be")
    func written() throws {
        var plan = plan(endsAt: 1e9)
        plan.drivers = [driver(lived: 12.5, handedOver: true), driver(lived: nil)]
        let json = try JSONValue(parsing: plan.json.text(), syntax: .json)
        #expect(DriverPlan(json) == plan)
        var object = try #require(json.objectValue)
        for (key, value) in [
            ("seconds", JSONValue.double(-1)), ("trials", .int(-1)), ("name", .string("rm -rf")), ("words", .int(3)),
        ] {
            let before = object[key]
            object[key] = value
            #expect(DriverPlan(.object(object)) == nil)
            object[key] = before
        }
    }

    @Test(
        "what is left of its trials follows from those that were begun since",
        arguments: [(20, 50), (21, 49), (70, 0), (90, 0), (3, 50)])
    func trialsLeft(_ begun: Int, _ left: Int) {
        #expect(plan().limits(RunLimits(trials: 50), begun: begun, at: 0).trials == left)
        #expect(plan(trials: nil).limits(RunLimits(), begun: begun, at: 0).trials == nil)
    }

    @Test("its time is over when it was to be, however many drivers there were; nothing is begun then")
    func timeLeft() {
        let plan = plan(trials: nil, endsAt: 5000)
        let before = plan.limits(RunLimits(timeout: 3600), begun: 20, at: 4000)
        #expect(before.timeout == 1000 && before.trials == nil)
        let after = plan.limits(RunLimits(timeout: 3600), begun: 20, at: 6000)
        #expect(after.timeout == 0.001 && after.trials == 0)
    }

    @Test(
        "a driver hands over a while before its time is over",
        arguments: [(86_400, 85_800), (3600, 3240), (40, 36), (1.5, 0.5)])
    func handsOver(_ seconds: Double, _ after: Double) {
        #expect(plan(seconds: seconds).handsOverAfter == after)
    }

    @Test("three drivers in a row that die at once are enough")
    func hopeless() {
        var plan = plan()
        for _ in 0..<2 { plan.drivers.append(driver(lived: 3)) }
        #expect(!plan.isHopeless)
        plan.drivers.append(driver(lived: nil))
        #expect(plan.isHopeless)
        plan.drivers[1] = driver(lived: 3, handedOver: true)
        #expect(!plan.isHopeless)
        plan.drivers[1] = driver(lived: 61)
        #expect(!plan.isHopeless)
    }

    @Test("a driver's job asks for little, and waits for the end of the one before it")
    func submission() {
        var settings = SlurmSettings()
        (settings.partition, settings.account, settings.gpus, settings.memory) = ("gpu", "lab", "2", "64G")
        settings.extra = ["--qos=low"]
        settings.driver.time = 7200
        let (options, seconds) = SlurmDriver.options(settings)
        #expect(seconds == 7200)
        #expect(options == ["--cpus-per-task=1", "--time=0-02:00:00", "--partition=gpu", "--account=lab"])
        settings.driver.partition = "cpu"
        settings.driver.account = "small"
        settings.driver.memory = "1G"
        settings.driver.extra = ["--qos=long"]
        #expect(
            SlurmDriver.options(settings).options
                == [
                    "--cpus-per-task=1", "--time=0-02:00:00", "--partition=cpu", "--account=small", "--mem=1G",
                    "--qos=long",
                ])
        let words = SlurmDriver.submission(of: plan(), in: DriverFolder(path: "/a%b/driver"), after: "17")
        #expect(words.contains("--dependency=afterany:17") && words.contains("--no-requeue"))
        #expect(words.contains("--output=/a%%b/driver/run.log") && words.last == "/a%b/driver/job.sh")
    }

    @Test(
        "what a partition allows is read from sinfo",
        arguments: [
            (nil, 86_400.0), ("gpu", 1800), ("long", nil), ("days", 259_200 + 3600), ("none", nil), ("odd", nil),
            ("long,days,main", 86_400),
        ] as [(String?, Double?)])
    func partitions(_ name: String?, _ limit: Double?) {
        let text = "gpu|30:00\nmain*|1-00:00:00\nlong|infinite\ndays|3-01:00:00\nodd|x-y:z\n|\n\n"
        #expect(SlurmDriver.limit(ofPartition: name, in: text) == limit)
    }
}
