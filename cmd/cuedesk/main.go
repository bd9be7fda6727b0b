// Command cuedesk imports, exports and moves contacts of a Cuedesk workspace.
//
//	go install github.com/cuedesk/cuedesk-go/cmd/cuedesk@latest
//
// See its README, or cuedesk --help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/exports"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/imports"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/move"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/queue"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
)

const help = `Usage: cuedesk COMMAND [flags]

  cuedesk import FILE    import the contacts of a file, and account for every row
  cuedesk export FILE    write the contacts of the workspace, a search or a list
  cuedesk switch         move the contacts of another contact system, with their tags and notes
  cuedesk worker         import what cuedesk import --cluster URL publishes, on as many machines as you like
  cuedesk queue          say how far such an import is, or remove it
  cuedesk COMMAND --help shows the flags of a command, and cuedesk help COMMAND more of some

Environment:
  CUEDESK_TOKEN          token of the workspace; without it, commands work on a fake in this process
  CUEDESK_BASE_URL       another address of the API

Exit codes of all commands:
  0  everything is in
  1  some rows or contacts failed
  2  the command line is wrong
  3  nothing was sent
  4  it ended early, by a signal for example: it says how to go on
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)   // a second signal ends the program at once
	signal.Ignore(syscall.SIGPIPE) // where a report cannot be written, the work is still to be ended in order
	env := program.Env{Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(run(ctx, env, os.Args[1:]))
}

// run is the program without its process. It returns the exit code.
func run(ctx context.Context, env program.Env, args []string) int {
	err := dispatch(ctx, env, args)
	if err != nil {
		screen.New(env.Stderr).Line("cuedesk: %s", program.Explain(err))
	}
	return program.Code(err)
}

// commands are the commands by name.
var commands = map[string]func(context.Context, program.Env, []string) error{
	"export": exports.Run,
	"import": imports.Run,
	"queue":  queue.Run,
	"switch": move.Run,
	"worker": queue.Work,
}

// manuals say more than the helps of commands.
var manuals = map[string]string{"import": imports.Manual}

func dispatch(ctx context.Context, env program.Env, args []string) error {
	if len(args) == 2 && args[0] == "help" {
		if manual := manuals[args[1]]; manual != "" {
			return env.ShowHelp(manual)
		}
		args = []string{args[1], "--help"}
	}
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		err := env.ShowHelp(help)
		if err == nil && len(args) == 0 {
			err = program.UsageError("a command is missing")
		}
		return err
	}
	command, ok := commands[args[0]]
	if !ok {
		return program.UsageError("there is no command %q; see cuedesk --help", args[0])
	}
	return command(ctx, env, args[1:])
}
