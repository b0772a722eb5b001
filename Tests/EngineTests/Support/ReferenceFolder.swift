import Foundation
import TestSupport

@testable import Engine

/// The folders of reference data beside the package; tests are skipped where they are absent.
enum ReferenceFolder {
    /// Where PyTorch's answers are: `HPO_REFERENCE`, else `../shared/reference`.
    static let path: String? = {
        if let path = ProcessInfo.processInfo.environment["HPO_REFERENCE"], !path.isEmpty { return path }
        return Repository.shared("reference")
    }()

    /// The names of all of PyTorch's answers.
    static let names: [String] = {
        guard let path, let files = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            print("skipped: there are no reference files; set HPO_REFERENCE to the folder that holds them")
            return []
        }
        return files.filter { $0.hasSuffix(".safetensors") }.map { String($0.dropLast(12)) }.sorted()
    }()

    /// The answers that an operation is compared with: `conv2d_s2_k5` is one of the operation `conv2d`.
    static func names(of operation: ReferenceOperation) -> [String] {
        names.filter { ReferenceOperation(of: $0) == operation }
    }

    /// Opens one file of PyTorch's answers, or says that it is not there.
    static func file(_ name: String) throws(FileError) -> TensorFile? {
        guard let path, FileManager.default.fileExists(atPath: "\(path)/\(name).safetensors") else {
            print("skipped: there is no reference file \(name); set HPO_REFERENCE to the folder that holds it")
            return nil
        }
        return try TensorFile(opening: "\(path)/\(name).safetensors")
    }
}

/// What a file of PyTorch's answers is an answer of; each case has a test that takes every file of it.
enum ReferenceOperation: String, CaseIterable {
    case linear, softmax, embedding, conv2d, adamw, schedules
    case relu, gelu, silu, sigmoid
    case layerNorm = "layer_norm"
    case depthwiseConv2d = "depthwise_conv2d"
    case batchNormTrain = "batch_norm_train"
    case squeezeExcite = "squeeze_excite"
    case encoderLayer = "encoder_layer"
    case decoderLayer = "decoder_layer"
    case relativeAttention = "relative_attention"
    case mseCosine = "loss_mse_cosine"
    case crossEntropy = "loss_cross_entropy"
    case binaryCrossEntropy = "loss_bce_logits"
    case maskedMSE = "loss_masked_multitask_mse"
    case clipGradNorm = "clip_grad_norm"

    /// The operation with the longest name that the file's name starts with; nil for one that nothing compares.
    init?(of file: String) {
        let known = Self.allCases.filter { file == $0.rawValue || file.hasPrefix($0.rawValue + "_") }
        guard let longest = known.max(by: { $0.rawValue.count < $1.rawValue.count }) else { return nil }
        self = longest
    }
}
