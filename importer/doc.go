// Package importer imports any number of contacts by bulk imports (API: "Bulk
// Create Contacts"), and reports for each row what became of it.
//
//	report, err := importer.Run(ctx, client, rows, importer.Options{
//		MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchPhoneNumber},
//		Journal: journal, // from importer.OpenFile
//		Each:    func(r importer.Result) { ... },
//	})
//	fmt.Print(report)
//
// For contacts in a slice, without a journal:
//
//	report, err := importer.Run(ctx, client, importer.Rows(slices.Values(contacts)), importer.Options{})
//
// # Order
//
// A row is matched on the first field of Options.MatchOn for which it has a value.
// Rows with the same value reach the API in their order, and never in two imports
// at once: the value decides which lane a row goes to, each lane sends one import
// after the other, and the lanes work in parallel. Two e-mail addresses are the
// same value if they differ only in case; two phone numbers, if they differ only
// in the plus sign, spaces and separators. Rows that are matched on different
// fields are not compared: only the API can tell whether they are about one person.
//
// Rows of one batch with the same value are sent as one contact: see [RepeatMode]. If two
// such rows are in different batches, the second updates the contact of the first. If the
// one contact fails, its rows are sent separately, in their order, so that each ends as
// it would in a batch of its own. One import then carries the next row of each such
// contact; where values are merged, the rows are halved until single ones are left. Once
// 20 rows with one value have failed separately, the rows after them in the batch are not
// sent, and are [Failed] with [ReasonLikeOthers]. Once it is known that several contacts
// match the value, all its remaining rows are Failed with [ReasonSeveralMatch].
//
// An import that makes no progress for Options.Stall may still be running. Later
// rows with a value of its batch are then not sent, also not by later calls with
// the [Journal]: they are [Unknown] with [ReasonImportLost]. If the import has
// ended by the time that their batch is due, they are sent.
//
// Memory is bounded by what is in flight: up to three batches for each lane and
// each field that rows are matched on.
//
// # How results are determined
//
// Each row ends in one [State]. If the counts of an import say the same of all its
// rows, that is the result. Otherwise Run reads the batch back: a
// [cuedesk.ContactsService.Scan] of what has changed since the batch was begun,
// compared value by value. Rows that the scan does not show are sent again, in an
// import of their own, and its counts decide; if these do not say the same of all
// its rows, it is halved. Sending them again is safe, because a matched import
// makes no second contact; a create might, for a contact that searches do not show
// yet. A row is [Failed] only if the counts of an import, or a refusal of the API,
// prove it.
//
// [cuedesk.MergeCreate] and [cuedesk.MergeUpdate] skip rows. Which rows of a batch
// were skipped is known only when searches show everything that was written, so
// Run reads such a batch back until Options.IndexLag has passed: set it lower if
// your searches are faster. Rows that were skipped in a batch with failed rows are
// searched for one by one. With MergeCreate, a row is [Created] or [Skipped] only
// if that is proven. A row whose values are in the workspace, perhaps from before,
// is [Imported]. A row whose contact has other values and is not older than the
// batch is [Unknown]: the API may have changed what was sent.
//
// # Why rows have failed
//
// The API does not say why a row of an import has failed. Run asks, by two requests that
// have the values of the row and that the API must refuse, as documented: an update of a
// contact that does not exist, and a create without an identifier. The other fields that
// the refusal names are the reason. If neither names anything, a search tells whether
// several contacts match the row.
//
// These requests are sent one at a time. Run sends no more of a kind once the API
// has accepted or denied (401, 403) one of it. A contact that an accepted create
// has made is in Report.Strays. So is a contact that a create may have made whose
// answer did not come from the API: the connection broke, or something on the way
// answered (a page, 502, 503). After four such answers in a row, the call sends no
// further create.
//
// Rows for which nothing gives a reason are sent once more before they count as
// failed, and a second time if that import fails entirely; rows that were sent
// again before, only if more of them failed than before. After 20 rows of a call
// have failed for one reason, Run asks about one row in each further batch, and
// not about the rows after it: these are sent once more as well, and are
// [ReasonLikeOthers] if they fail again.
//
// # Batches that are refused
//
// A batch that the API refuses (400, 409, 413, 422) is halved, again and again,
// until the rows are found for which it is refused. These are [Failed], with the
// API's answer in Result.Err; the others are imported. Each part uses up one of
// Options.Explain; once these are used up, what is left is not sent. A refusal
// that names another member of the request than the contacts is about the options,
// and ends the run.
//
// # Retries
//
// A batch whose request may have been applied is sent again after Options.Settle.
// That makes no second contact: each contact has the field that it is matched on,
// and a later import finds what the first one created. It is assumed that the API
// carries out imports of one contact one after the other.
//
// # Requests
//
// Each batch takes one request to send it, and one or more polls. Not counting
// retries after errors, Run sends at most these requests beside them. C is the
// number of contacts that changed in the time that is read back: since the batch
// was begun, plus the age of the workspace's last change, plus a second.
//
//   - For a batch of which the counts say the same of all rows: none. With
//     Options.Distinguish: 1 before it, and up to 5 rounds of 3+C/99 searches
//     after it, usually 1 round.
//   - For any other batch: up to 5 rounds of 3+C/99 searches, usually 1 round, or 2
//     where the merge type skips rows.
//   - For such a batch with Options.ListID: 1 for each 100 contacts that the
//     searches show, to add them to the list. If the answers leave out two or more
//     of them: up to 51 to read the list's members, or 2+M/100 if that is less,
//     where M is the number of members that have changed since these contacts did.
//     If they leave out one: up to 3+L/99 to read its L lists.
//   - For a batch with rows that failed or that the searches do not show: an import
//     of these; with [cuedesk.MergeUpdate] another one of those for which no contact
//     was found; and up to two imports of those without a reason. With
//     Options.Distinguish each of these may be read back as well.
//   - For each of Options.Explain: 3 (an update, a create and a search; or a search,
//     and one that adds the contact to the list), or the import of one part of a
//     batch. If the answer does not say that the contact was added to the list: up
//     to 3+L/99 to read its L lists.
//   - For a call of [Run] with a journal: 1 to 3 to learn which workspace it is,
//     and as many after the first batch if the workspace was empty.
//
// # The list
//
// With Options.ListID, a row counts as in the workspace only if its contact is
// proven to be in the list as well: by the counts of the import if all its rows
// are in, by the answer to adding the contact, by the lists of the contact, or by
// the members of the list. (The API may warn of a contact that is a member
// already, so that a warning alone proves nothing.) A row without such a proof is
// [Unknown] with [ReasonNotInList], and Result.Fields has the API's warning.
//
// # Resuming
//
// With a [Journal], Run continues where an earlier call ended, also after a crash
// or kill -9: give it the same rows and options. It does not send finished batches
// again, waits for imports that were accepted, and repeats requests that may have
// been applied. All rows are counted and handed to Options.Each again, so that a
// file of failed rows can be written anew. Rows may be added at the end. Any other
// change matches [ErrSourceChanged] where it shows: in a row that was sent, in the
// order of the rows of a lane, or in the position of a batch's first row. So does a
// row that has failed and was mended: import it with another journal. With the journal
// of an import that is finished, Run reports what was done then, and sends nothing again.
//
// A journal belongs to one workspace. Another base URL or another workspace
// matches [ErrJournal]. The API has no operation that returns the workspace, so
// Run takes it from what is in it, as [Workspace] does; if the token may not list
// contacts, the workspace is not compared.
package importer
