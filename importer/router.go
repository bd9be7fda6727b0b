package importer

import "github.com/cuedesk/cuedesk-go"

// Route is where a row goes. Rows of one lane that are matched on one field are sent
// in their order, in batches of Options.BatchSize.
type Route struct {
	Lane    int                // 0 to Options.Lanes-1
	MatchOn cuedesk.MatchField // the field that the row is matched on
	Invalid *Result            // if the row cannot be sent: its result; otherwise nil
}

// NewRouter returns the function by which [Run] chooses the lane of a row, for
// programs that spread rows over several processes. The function is pure: its result
// depends on the contact, MatchOn and Lanes only, and is the same on every machine.
// Rows with the same match value go into the same lane. Invalid options match
// [cuedesk.ErrInvalid].
func NewRouter(o Options) (func(Row) Route, error) {
	complete, err := o.complete()
	if err != nil {
		return nil, err
	}
	return func(row Row) Route {
		route, _ := complete.route(&row)
		return route
	}, nil
}

// route returns where a row goes, and the normal form of the value that it is matched on.
func (o *Options) route(row *Row) (Route, string) {
	by, value := o.matchOn(&row.Contact)
	if bad := o.invalid(row, by); bad != nil {
		return Route{Invalid: bad}, ""
	}
	return Route{Lane: o.lane(by, value), MatchOn: by}, value
}
