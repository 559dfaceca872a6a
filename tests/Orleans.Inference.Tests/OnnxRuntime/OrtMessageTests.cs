using Orleans.Inference.OnnxRuntime;

namespace Orleans.Inference.Tests.OnnxRuntime;

public sealed class OrtMessageTests
{
    [Theory]
    [InlineData("[ErrorCode:Fail] It failed.", "It failed.")]
    [InlineData("Two\nlines  here\n", "Two lines here")]
    [InlineData("It needs model.h: 5 of them (or more).", "It needs model.h: 5 of them (or more).")]
    [InlineData(
        "[ErrorCode:Fail] Exception: /src/core/state_utils.cc:266 onnxruntime::common::Status onnxruntime::Save("
        + "const std::function<bool(int)>&, bool) map.MaxIdx() > -1 was false. OrtValue indexes should have been populated.\n",
        "Exception: OrtValue indexes should have been populated.")]
    [InlineData(
        "/src/cuda/cuda_call.cc:121 std::conditional_t<THRW, void, onnxruntime::common::Status> onnxruntime::CudaCall(ERRTYPE, const char*)"
        + " [with ERRTYPE = cudaError; bool THRW = true] CUDA failure 100: no CUDA-capable device is detected ; GPU=-1",
        "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1")]
    [InlineData("Run: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : It is wrong.", "Run: It is wrong.")]
    [InlineData("Load failed:/src/core/graph.cc:47 void onnxruntime::Graph::Graph() no != yes was false. Bad.", "Load failed:Bad.")]
    [InlineData("utils.cc:1534 ValidateData Weight 'w': size (96 bytes) is wrong", "ValidateData Weight 'w': size (96 bytes) is wrong")]
    [InlineData("C:\\src\\core\\op.h:47 onnxruntime::Op::operator()(int) const size != 0 was false. Empty.", "Empty.")]
    public void What_people_can_read_is_left_of_a_message(string message, string expected) =>
        Assert.Equal(expected, OrtMessage.Clean(message));
}
