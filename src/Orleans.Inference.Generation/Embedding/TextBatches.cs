namespace Orleans.Inference.Generation.Embedding;

/// <summary>Divides the texts of a call into runs, those of a like length together.</summary>
internal static class TextBatches
{
    /// <summary>Divides them.</summary>
    /// <param name="texts">The tokens of each.</param>
    /// <param name="maxRows">How many texts a run may have.</param>
    /// <param name="mayPad">Whether texts of different lengths may be in one run.</param>
    /// <returns>The texts of each run, as indexes.</returns>
    public static List<int[]> Divide(int[][] texts, int maxRows, bool mayPad)
    {
        int[] order = [.. Enumerable.Range(0, texts.Length)];
        if (texts.Length > maxRows || !mayPad) Array.Sort(Array.ConvertAll(texts, static tokens => tokens.Length), order);
        List<int[]> batches = [];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && end - start < maxRows && (mayPad || texts[order[end]].Length == texts[order[start]].Length)) end++;
            batches.Add(order[start..end]);
            start = end;
        }

        return batches;
    }
}
