// Package importer imports any number of contacts by bulk imports, and says of each
// row what became of it.
//
//	report, err := importer.Run(ctx, client, rows, importer.Options{
//		MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail},
//	})
package importer
