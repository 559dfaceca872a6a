using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway;

/// <summary>What all answers of a protocol have in common.</summary>
internal interface IAnswerForm
{
    /// <summary>Sets what every answer has, before it is known what the answer is.</summary>
    void Begin(HttpContext context);

    /// <summary>Answers with an error.</summary>
    Task FailAsync(HttpContext context, Failure failure);
}
