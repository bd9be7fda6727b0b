// Package exporter writes the contacts of a workspace, a query or a list to a CSV
// or NDJSON file. The memory that it needs does not grow with their number.
//
//	report, err := exporter.Run(ctx, client, "contacts.csv", exporter.Options{})
//	fmt.Println(report)
//
// A name that ends in .ndjson or .jsonl makes it NDJSON: see Options.Format.
//
// # Resuming
//
// While [Run] works, the rows are in NAME.part. Every 2 seconds (Options.Every) it
// syncs this file, and then replaces NAME.checkpoint, which says how many bytes are
// complete and where reading continues. After a crash, also after kill -9, the same
// call cuts NAME.part to that length and continues, without a missing or doubled
// row. Only a complete file gets the name NAME; a file of that name is replaced
// then. An export that fails before it has written anything leaves no file behind.
//
// The checkpoint holds no personal data and no token. It belongs to one export: a
// call with other options, a damaged checkpoint, and a NAME.part without a
// checkpoint match [ErrOtherExport]; another base URL or workspace matches
// [cuedesk.ErrInvalid]. NAME and the files beside it must be regular files or not
// exist: a folder or a symbolic link matches [cuedesk.ErrInvalid].
//
// With Options.Parts, parts of the query are read in parallel, each into a file of
// its own (NAME.part1 and so on), and joined in the end. NAME.checkpoint says which
// parts there are. Other files with such names match [ErrOtherExport], also with
// Options.Restart: move them away.
//
// # What is complete
//
// The contacts of a query are read by [cuedesk.ContactsService.Scan], those of a list by
// [cuedesk.ContactsService.All], oldest first. A complete file has what these promise. A
// list that cannot be read to its end is an error that matches [cuedesk.ErrListChanged],
// never a shorter file.
//
// # Columns
//
// NDJSON has each contact as the API sends it, with all its members. CSV has a
// column for each member that is documented, and a column custom_fields.KEY for
// each custom field that is defined when the export begins. A value that is not a
// text, a number, a boolean or a time, such as that of a multiselect field, is
// written as JSON.
package exporter
