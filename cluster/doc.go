// Package cluster runs the import engine of package importer on several machines, with
// nothing lost when one of them stops, and one rate limit for all of them. The queue,
// the journal and the counters are streams of NATS JetStream: a server in this process
// with a folder, or a cluster of servers by its nats:// URL.
//
//	c, err := cluster.Open(ctx, cluster.Options{URL: "nats://queue:4222"})
//	job, err := c.Publish(ctx, "contacts-2026-11", rows, importer.Options{})
//
//	// on as many machines as you like:
//	err = c.Work(ctx, client, cluster.WorkerOptions{})
//
//	// anywhere, at any time:
//	report, err := c.Report(ctx, "contacts-2026-11")
//
// # How an import is worked on
//
// [Cluster.Publish] reads the rows once, puts them into lanes by
// [importer.NewRouter], and stores them as batches of at most 1,000 rows of one lane
// and one match field. Workers see nothing of an import before all of it is stored.
//
// A worker takes the lease of a lane, works on its batches one after the other, and
// extends the lease while it does. The lease is a key that is changed only at a known
// revision, so two workers never hold one. A worker that cannot extend its lease stops
// sending before another may take it; another takes a lease that has not changed for
// Options.LeaseTime by its own clock, so that the clocks of machines are not compared.
//
// Each batch is a call of [importer.Run] with a journal in a key-value bucket, which is
// written at a known revision, too. A worker that takes over a batch waits for the import
// that the one before it has started, or sends the batch again where no answer was kept:
// as package importer does after a crash. Only when what became of its rows is stored is
// the batch removed.
//
// Imports are worked on in the order in which they were published, so that rows of a later
// file go before those of an earlier one: one import after the other, or lane by lane where
// both match on the same one field and have as many lanes. Exports go side by side, and take
// turns with imports.
//
// What every worker would fail at sets a job aside, and others go on: see [Report.Err] and
// [Cluster.Resume].
//
// # What is kept
//
// The contacts are kept until their batch is done, at most for Options.MaxAge; so are parts of
// exports with ExportOptions.Stored, until [Cluster.Remove]. What is
// kept of an import after that are numbers, and for each row that is not in its line,
// state and reason: [Cluster.Remove] deletes it.
package cluster
