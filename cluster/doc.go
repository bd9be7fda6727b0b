// Package cluster runs the imports of package importer on several machines. Nothing
// is lost when one of them stops, and all share one rate limit. The queue, the
// journals and the results are kept in streams of NATS JetStream: by servers of
// yours (Options.URL), or by a server in this process (Options.Dir).
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
// # Imports
//
// [Cluster.Publish] reads the rows once, assigns them to lanes as
// [importer.NewRouter] does, and stores them as batches of at most 1,000 rows of one
// lane and one match field. Workers do not see an import before all of it is stored.
//
// A worker takes the lease of a lane, imports its batches one after the other, and
// extends the lease while it works. The lease is a key that is written only at a
// known revision, so that two workers never hold one lease. A worker that cannot
// extend its lease stops sending before another worker may take the lane. A worker
// takes a lane whose lease has not changed for Options.LeaseTime by the worker's own
// clock: clocks of different machines are never compared.
//
// Each batch is a call of [importer.Run] with a journal on the servers. A worker
// that takes over a batch continues from that journal, as package importer does
// after a crash: it waits for the import that was started, or sends the batch again
// if no answer is known. A batch is removed only after its results are stored.
//
// Imports are worked on in the order in which they were published, so that rows of a
// newer file are applied after those of an older one. An import begins when the one
// before it is finished; or, if both match on the same single field and have the
// same number of lanes, each of its lanes begins when that lane of the one before is
// finished. Exports run in parallel, and take turns with imports.
//
// An error that every worker would meet sets the job aside, and other jobs go on:
// see [Report.Err] and [Cluster.Resume].
//
// # What is stored
//
// Contacts are stored until their batch is done, at most for Options.MaxAge. Parts of
// exports with ExportOptions.Stored are stored until [Cluster.Remove], at most for
// Options.MaxAge. Beyond that, the servers keep counts, and the line, the state and
// the reason of each row that is not in the workspace, until [Cluster.Remove].
// Whoever can connect to the servers can read all of this: protect them by
// authorization and TLS (Options.Connect).
package cluster
