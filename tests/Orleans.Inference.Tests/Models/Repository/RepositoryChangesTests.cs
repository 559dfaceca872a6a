using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Models.Repository;

namespace Orleans.Inference.Tests.Models.Repository;

public sealed class RepositoryChangesTests : IDisposable
{
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(2);
    private readonly TemporaryRepository _repository = new TemporaryRepository().With("digits/1").With("words/1");
    private readonly FakeTimeProvider _time = new();
    private readonly RepositoryChanges _changes;

    public RepositoryChangesTests() => _changes = new(_repository.Folder, SettleTime, _time);

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void What_was_there_and_stays_the_same_is_not_reported()
    {
        AssertNothing();
        _time.Advance(SettleTime);
        AssertNothing();
    }

    [Fact]
    public void New_changed_and_gone_models_are_reported_once_they_settled_and_only_once()
    {
        _repository.With("apples/1").With("digits/1/model.onnx", "other");
        Directory.Delete(_repository.PathOf("words"), recursive: true);

        AssertNothing();
        _time.Advance(SettleTime);
        var look = _changes.Look();

        Assert.Equal("apples", Assert.Single(look.New));
        Assert.Equal("digits", Assert.Single(look.Changed));
        Assert.Equal("words", Assert.Single(look.Gone));
        AssertNothing();
        _time.Advance(SettleTime);
        AssertNothing();
    }

    [Fact]
    public void A_model_that_is_still_being_copied_waits_until_nothing_changes_any_more()
    {
        for (var length = 1; length < 5; length++)
        {
            _repository.With("apples/1/model.onnx", new byte[length]);
            AssertNothing();
            _time.Advance(SettleTime);
        }

        _repository.With("apples/1/weights.bin", "");
        AssertNothing();
        _time.Advance(SettleTime);
        Assert.Equal(["apples"], _changes.Look().New);
    }

    [Fact]
    public void A_model_that_waits_for_another_to_settle_is_not_held_up_by_it()
    {
        _repository.With("apples/1");
        AssertNothing();
        _time.Advance(SettleTime);
        _repository.With("pears/1");

        Assert.Equal(["apples"], _changes.Look().New);
    }

    [Fact]
    public void A_folder_without_files_is_no_model_yet()
    {
        Directory.CreateDirectory(_repository.PathOf("apples/1"));
        AssertNothing();
        _time.Advance(SettleTime);
        AssertNothing();
    }

    [Fact]
    public void A_model_that_is_half_deleted_is_gone_when_all_of_it_is()
    {
        _repository.With("digits/2");
        AssertNothing();
        _time.Advance(SettleTime);
        Assert.Equal(["digits"], _changes.Look().Changed);

        Directory.Delete(_repository.PathOf("digits/1"), recursive: true);
        AssertNothing();
        File.Delete(_repository.PathOf("digits/2/model.onnx"));
        _time.Advance(SettleTime);
        AssertNothing();
        _time.Advance(SettleTime);
        Assert.Equal(["digits"], _changes.Look().Gone);
    }

    [Fact]
    public void A_change_that_is_taken_back_before_it_settled_is_none()
    {
        _repository.With("apples/1");
        AssertNothing();
        Directory.Delete(_repository.PathOf("apples"), recursive: true);
        _time.Advance(SettleTime);
        AssertNothing();
    }

    [Fact]
    public void A_file_that_is_written_anew_with_the_same_length_is_a_change()
    {
        File.SetLastWriteTimeUtc(_repository.PathOf("digits/1/model.onnx"), DateTime.UtcNow.AddHours(1));
        AssertNothing();
        _time.Advance(SettleTime);

        Assert.Equal(["digits"], _changes.Look().Changed);
    }

    [Fact]
    public void A_repository_that_goes_away_is_said_once_and_changes_nothing()
    {
        var away = _repository.Folder + "-away";
        Directory.Move(_repository.Folder, away);

        var look = _changes.Look();

        Assert.Contains(_repository.Folder, look.Problem, StringComparison.Ordinal);
        Assert.Empty(look.Gone);
        _time.Advance(SettleTime);
        AssertNothing();
        Directory.Move(away, _repository.Folder);
        AssertNothing();
        _time.Advance(SettleTime);
        AssertNothing();
    }

    [Fact]
    public void Hidden_folders_are_passed_over()
    {
        _repository.With(".git/1");
        AssertNothing();
        _time.Advance(SettleTime);
        AssertNothing();
    }

    private void AssertNothing()
    {
        var look = _changes.Look();
        Assert.Empty(look.New);
        Assert.Empty(look.Changed);
        Assert.Empty(look.Gone);
        Assert.Null(look.Problem);
    }
}
