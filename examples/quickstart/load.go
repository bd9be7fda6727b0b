package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
)

// load does the whole job, step by step, and returns an error if anything that
// was sent did not arrive, or if the numbers do not add up.
func load(ctx context.Context, client *cuedesk.Client, out *printer, file string, cleanup bool) (err error) {
	sheet, err := readSheet(locate(file))
	if err != nil {
		return err
	}
	markDuplicates(sheet)
	out.sheet(sheet)

	ws := &workspace{client: client, out: out}
	if cleanup {
		defer func() { err = errors.Join(err, ws.cleanUp(ctx)) }()
	}
	if err := ws.prepare(ctx, sheet); err != nil {
		return fmt.Errorf("preparing the workspace: %w", err)
	}
	batches, err := ws.importRows(ctx, sheet.rows)
	if err != nil {
		return err
	}
	members, err := ws.readMembers(ctx)
	if err != nil {
		return fmt.Errorf("reading the list: %w", err)
	}
	result := account(sheet, batches, members, ws.listIsNew)
	err = ws.tour(ctx, sheet, members)
	out.result(sheet, result)
	return errors.Join(result.err(), err, out.err)
}
