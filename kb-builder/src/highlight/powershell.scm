; What the words of a PowerShell command are.
(comment) @comment
[(string_literal) (expandable_string_literal)] @string
(command_name) @command
(command_parameter) @option
[(variable) (braced_variable)] @variable
[(integer_literal) (real_literal)] @number
["if" "elseif" "else" "foreach" "for" "while" "do" "try" "catch" "finally" "return" "function" "param"
 "throw" "switch"] @keyword
[(command_invokation_operator) (assignement_operator) (comparison_operator) "|"] @operator
