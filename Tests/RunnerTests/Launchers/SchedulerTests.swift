import Definitions
import Testing

@testable import Runner

@Suite("Schedulers by their commands")
struct SchedulerTests {
    private let folder = AttemptFolder(path: "/shared/a b/50%/attempt-1")

    @Test("sbatch is told what the study says, and nothing else")
    func submission() {
        let job = ScheduledJob(name: "hpo-s-1-a1-0123456789abcdef")
        let plain = SlurmScheduler(settings: SlurmSettings()).submission(of: job, folder, in: "/shared")
        #expect(
            plain == [
                "sbatch", "--parsable", "--no-requeue", "--open-mode=append", "--job-name=hpo-s-1-a1-0123456789abcdef",
                "--output=/shared/a b/50%%/attempt-1/scheduler.txt", "--chdir=/shared",
                "/shared/a b/50%/attempt-1/job.sh",
            ])
        var settings = SlurmSettings()
        (settings.partition, settings.account, settings.time) = ("gpu", "me", 93_784)
        (settings.gpus, settings.cpus, settings.memory) = ("a100:2", 8, "16G")
        settings.extra = ["--nice=100"]
        let full = SlurmScheduler(settings: settings).submission(of: job, folder, in: "/")
        #expect(
            full.dropFirst(7) == [
                "--partition=gpu", "--account=me", "--time=1-02:03:04", "--gpus=a100:2", "--cpus-per-task=8",
                "--mem=16G",
                "--nice=100", "/shared/a b/50%/attempt-1/job.sh",
            ])
    }

    @Test("what squeue prints is read by name, and of two jobs of one name the living one counts")
    func states() {
        let slurm = SlurmScheduler(settings: SlurmSettings())
        let output = """
            a|RUNNING
            b|PENDING
            c|COMPLETED
            d|TIMEOUT
            e|CANCELLED
            e|RUNNING
            f|RUNNING
            f|NODE_FAIL
            nonsense
            g|A_STATE_OF_TOMORROW
            """
        let states = slurm.states(in: output)
        #expect(states.count == 7)
        #expect(
            states["a"] == .running && states["b"] == .pending && states["e"] == .running && states["f"] == .running)
        #expect(states["c"] == .over(reason: "its job ended without a word", isFailure: true))
        #expect(states["d"] == .over(reason: "its job was over its time limit", isFailure: false))
        #expect(states["g"] == .over(reason: "its job is A_STATE_OF_TOMORROW", isFailure: false))
    }

    @Test("a controller that is away is waited for, a partition that does not exist is not")
    func failures() {
        let slurm = SlurmScheduler(settings: SlurmSettings())
        #expect(slurm.failure("sbatch: error: Unable to contact slurm controller (connect failure)") == .passing)
        #expect(slurm.failure("sbatch: error: invalid partition specified: nowhere") == .lasting)
        #expect(slurm.id(in: "17;cluster\n") == "17")
        #expect(slurm.id(in: "what?\n") == nil)
    }

    @Test("a custom scheduler's commands are filled in word by word")
    func custom() {
        let scheduler = CustomScheduler(
            settings: CustomSettings(
                submit: ["qsub", "-N", "{name}", "{script}"], poll: ["qstat", "{jobs}", "-x"],
                cancel: ["qdel", "{job}"]))
        let job = ScheduledJob(name: "hpo-x", id: "17.pbs")
        #expect(scheduler.submission(of: job, folder, in: "/") == ["qsub", "-N", "hpo-x", folder.script])
        #expect(
            scheduler.query([job, ScheduledJob(name: "y"), ScheduledJob(name: "z", id: "18")]) == [
                "qstat", "17.pbs", "18", "-x",
            ])
        #expect(scheduler.cancellation(of: job) == ["qdel", "17.pbs"])
        #expect(scheduler.id(in: "Submitted job 17.pbs\n") == "17.pbs")
        #expect(
            scheduler.states(in: "17.pbs R\n18 Q\n19 C\n\n") == [
                "17.pbs": .running, "18": .pending, "19": .over(reason: "its job is C", isFailure: false),
            ])
    }

    @Test("names of jobs are unique, safe in a command, and known by their tokens")
    func names() {
        let id = AttemptID(trial: 7, attempt: 2)
        let token = JobName.makeToken()
        let name = JobName.make(study: "fünf, $(x) \n", id, token: token)
        #expect(name == "hpo-f_nf____x___-7-a2-\(token)")
        #expect(JobName.isSound(name) && JobName.token(of: name) == token)
        for bad in [
            "", "hpo-", "hpo-s-1-a1", "hpo-s 1-a1-0123456789abcdef", "-hpo-0123456789abcdef",
            "hpo-a,b-0123456789abcdef",
        ] {
            #expect(!JobName.isSound(bad))
        }
    }
}
