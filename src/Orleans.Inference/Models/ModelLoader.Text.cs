namespace Orleans.Inference.Models;

internal sealed partial class ModelLoader
{
    private ITextModel? CreateText(ModelDefinition model, IModelSession session)
    {
        if (model.Configuration.Text is null) return null;
        if (texts is null) throw new ModelLoadException("model.json has Text, but this silo serves no texts: siloBuilder.AddTextModels() of Orleans.Inference.Generation was not called");
        return texts.Create(model, session.Inputs, session.Outputs);
    }

    // Nobody asked for it: where it does not work, calls with texts of one length alone become a batch.
    private static SequencePadding? CreateTextPadding(ITextModel? text, ModelMetadata model, WarmUp warmUp)
    {
        if (!model.IsBatched || text?.Padding is not { } wanted) return null;
        var padding = SequencePadding.Create(wanted, model.Inputs, model.Outputs);
        return warmUp.PaddingIsHarmless(model, padding, wanted.Mask) ? padding : null;
    }
}
