namespace JinaSharp.Benchmarks.Peers;

/// <summary>The engines that the encoder is measured against.</summary>
internal enum PeerKind
{
    /// <summary>ONNX Runtime, through the npm package onnxruntime-node.</summary>
    OnnxRuntime,

    /// <summary>llama.cpp, through the npm package node-llama-cpp.</summary>
    LlamaCpp,
}
