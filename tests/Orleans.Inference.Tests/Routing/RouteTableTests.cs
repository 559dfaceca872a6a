using Orleans.Inference.Routing;

namespace Orleans.Inference.Tests.Routing;

public sealed class RouteTableTests
{
    [Fact]
    public void Without_a_version_the_highest_one_that_is_ready_answers()
    {
        var table = Routes.Table(Routes.Route("m", "9", (1, 1)), Routes.Route("m", "10", (1, 1)), Routes.Route("m", "11"));

        Assert.Equal("10", table.Find("m", null).Route.Key.Version);
    }

    [Fact]
    public void Without_a_version_that_is_ready_the_highest_one_says_why()
    {
        var found = Routes.Table(Routes.Route("m", "1"), Routes.Route("m", "2")).Find("m", null);

        Assert.Equal("2", found.Route.Key.Version);
        Assert.Equal("it is being loaded", found.Route.Unavailable);
        Assert.True(found.Destinations.IsEmpty);
    }

    [Fact]
    public void A_version_that_is_named_answers_and_no_other()
    {
        var table = Routes.Table(Routes.Route("m", "1", (1, 1)), Routes.Route("m", "2", (1, 1)));

        Assert.Equal("1", table.Find("m", "1").Route.Key.Version);
    }

    [Fact]
    public void A_version_that_is_named_is_found_before_it_is_ready() =>
        Assert.True(Routes.Table(Routes.Route("m", "1", (1, 1)), Routes.Route("m", "2")).Find("m", "2").Destinations.IsEmpty);

    [Fact]
    public void A_version_that_is_not_there_is_an_error_that_lists_those_that_are()
    {
        var table = Routes.Table(Routes.Route("m", "2", (1, 1)), Routes.Route("m", "10", (1, 1)), Routes.Route("other", "3", (1, 1)));

        var error = Assert.Throws<ModelNotFoundException>(() => table.Find("m", "3"));

        Assert.Equal(("m", "3"), (error.Model, error.Version));
        Assert.Equal(["10", "2"], error.Available);
    }

    [Fact]
    public void A_model_that_is_not_there_is_an_error_that_lists_those_that_are()
    {
        var table = Routes.Table(Routes.Route("zebra", "1", (1, 1)), Routes.Route("ant", "1"));

        var error = Assert.Throws<ModelNotFoundException>(() => table.Find("Zebra", "1"));

        Assert.Null(error.Version);
        Assert.Equal(["ant", "zebra"], error.Available);
        Assert.Empty(Assert.Throws<ModelNotFoundException>(() => RouteTable.Empty.Find("zebra", null)).Available);
    }

    [Fact]
    public void The_list_has_what_is_ready_by_name_the_highest_version_first()
    {
        var table = Routes.Table(
            Routes.Route("b", "9", (1, 1)), Routes.Route("b", "10", (1, 1)), Routes.Route("b", "11"), Routes.Route("a", "1", (1, 1)), Routes.Route("c", "1"));

        Assert.Equal(["a/1", "b/10", "b/9"], table.ListReady().Select(model => $"{model.Name}/{model.Version}"));
    }
}
