; What the words of a shell command are.
(comment) @comment
[(string) (raw_string) (ansi_c_string) (heredoc_body) (heredoc_start)] @string
(command_name) @command
(function_definition name: (word) @command)
((command argument: (word) @option) (#match? @option "^-"))
[(variable_name) (special_variable_name)] @variable
(simple_expansion "$" @variable)
[(number) (file_descriptor)] @number
["case" "do" "done" "elif" "else" "esac" "export" "fi" "for" "function" "if" "in" "then" "unset"
 "until" "while"] @keyword
["&&" "||" "|" ">" ">>" "<" ";" "&"] @operator
