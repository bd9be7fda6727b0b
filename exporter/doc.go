// Package exporter writes the contacts of a workspace, a query or a list to a CSV or
// NDJSON file, in memory that does not grow with their number.
//
//	report, err := exporter.Run(ctx, client, "contacts.csv", exporter.Options{})
//	fmt.Println(report)
//
// # Going on
//
// While [Run] writes, the rows are in NAME.part. From time to time this file is synced,
// and then NAME.checkpoint is replaced, which says how many bytes are complete and where
// to go on reading. After a crash, kill -9 included, the same call cuts the rows to that
// length and goes on, without a missing or doubled row. Only a complete file is called
// NAME; one that is there is replaced then.
//
// The checkpoint holds no personal data and no token. It belongs to one export: other
// options, another base URL or another workspace are refused, and so are a damaged checkpoint
// and a NAME.part without one: no export has left it. NAME and the files beside it must be
// regular files, or not be there: a folder or a symbolic link matches [cuedesk.ErrInvalid]. An
// export that fails before it has written anything leaves no file behind.
//
// With Options.Parts, parts of the query are read side by side, each into NAME.part1 and so
// on in the same way, and joined in the end; NAME.checkpoint says which parts there are.
// Other files with such names are refused, also with Options.Restart: move them away.
//
// # What is complete
//
// The contacts of a query are read by [cuedesk.ContactsService.Scan], those of a list by
// [cuedesk.ContactsService.All], oldest first; what is true of a complete file is what
// these promise. A list that cannot be read to its end is an error that matches
// [cuedesk.ErrListChanged], never a shorter file.
//
// # Columns
//
// NDJSON has each contact as the API gives it, with everything in it. CSV has a column
// for each member, and custom_fields.KEY for each custom field that is defined when the
// export begins. A value that is not a text, a number, a boolean or a time, such as that
// of a multiselect field, is JSON.
package exporter
